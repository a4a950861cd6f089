namespace SockDiag.KernelChecks;

/// <summary>What the states are on older and newer kernels.</summary>
internal static class StateChecks
{
    public static void Run(Judge judge, Kernel kernel, Fixture fixture)
    {
        if (kernel.IsSince(6, 8))
            judge.That("a bound TCP socket that neither listens nor connects is BoundInactive", () => Is(fixture.Find(SocketProtocol.Tcp, "tcp bound"), SocketState.BoundInactive));
        else
            judge.That("a bound TCP socket that neither listens nor connects is not listed before 6.8", () => fixture.Find(SocketProtocol.Tcp, "tcp bound") is Socket listed ? $"it is {listed.State}" : null);

        SocketState pair = kernel.IsSince(6, 1) ? SocketState.Established : SocketState.Unconnected; // somewhere between 5.10 and 6.1
        judge.That($"an end of a Unix datagram pair is {pair} and has a peer", () =>
            Is(fixture.Find(SocketProtocol.Unix, "unix datagram"), pair) ?? (fixture.Find(SocketProtocol.Unix, "unix datagram") is UnixSocket { PeerInode: null } ? "it has no peer" : null));

        judge.That("a listener with a connection waiting says 1 of 4", () => fixture.Find(SocketProtocol.Tcp, "tcp listener") is TcpSocket { AcceptQueue: 1, AcceptQueueLimit: 4 } ? null : "it says other");

        judge.That("the connection that was closed is in TIME-WAIT without inode and user", () =>
            SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { States = SocketState.TimeWait }).OfType<TcpSocket>().ToArray() is [{ Inode: null, UserId: null, RemotePort: 5010, OwnerVisibility: OwnerVisibility.Kernel }]
                ? null : "it is not");
    }

    private static string? Is(Socket? socket, SocketState state) => socket is null ? "it is not listed" : socket.State == state ? null : $"it is {socket.State}";
}
