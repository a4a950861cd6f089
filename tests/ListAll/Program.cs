using SockDiag;

// What a test counts the system calls of: one listing of all TCP sockets.
Console.WriteLine(SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { SkipOwners = true }).Count());
