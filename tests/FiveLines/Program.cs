using SockDiag;

var query = new SocketQuery(SocketProtocol.Tcp) { States = SocketState.Listen };
foreach (TcpSocket socket in SocketTable.Read(query).OfType<TcpSocket>())
    Console.WriteLine($"{socket.LocalAddress} port {socket.LocalPort}: {socket.AcceptQueue} of {socket.AcceptQueueLimit} wait, {socket.Process} ({socket.ProcessId})");
