using SockDiag;

// What tests count the system calls and the room of: one listing of all TCP sockets. How many there are, and the bytes that were allocated.
int sockets = SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { SkipOwners = true }).Count();
Console.WriteLine($"{sockets} {GC.GetTotalAllocatedBytes(precise: true)}");
