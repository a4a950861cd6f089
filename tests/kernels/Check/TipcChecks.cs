namespace SockDiag.KernelChecks;

/// <summary>TIPC sockets are what the fixture made.</summary>
internal static class TipcChecks
{
    public static void Run(Judge judge, Fixture fixture)
    {
        judge.That("a TIPC connection that was made by a service's name says so at both ends", () =>
            (Of("client"), Of("accepted")) is ({ ServiceType: 18888, ServiceInstance: 17, SocketType: SocketType.SeqPacket } client, { ServiceType: 18888, ServiceInstance: 17 } accepted)
            && client.PeerPortReference == accepted.PortReference && accepted.PeerPortReference == client.PortReference ? null : $"they are {Of("client")}, {Of("accepted")}");
        judge.That("a TIPC connection that was made by reference has no service", () => Of("stream") is { ServiceType: null, ServiceInstance: null, PeerNode: 0, SocketType: SocketType.Stream } ? null : $"it is {Of("stream")}");
        judge.That("a TIPC listener of a service is published, a socket without one is not", () =>
            (Of("listener"), Of("datagram")) is ({ IsPublished: true, State: SocketState.Listen, UserId: 0 }, { IsPublished: false, State: SocketState.Unconnected }) ? null : "it is not");
        judge.That("a TIPC socket has its owner where the user may know it", () =>
            (Of("listener")?.OwnerVisibility, Of("listener")?.Process) == (Environment.IsPrivilegedProcess ? (OwnerVisibility.Visible, "tipc") : (OwnerVisibility.Hidden, null)) ? null : $"it is {Of("listener")?.OwnerVisibility}");
        judge.That("a TIPC message that is unread is counted", () => Of("unread") is { ReceiveQueue: 1, SendQueue: 0, Drops: 0, SocketType: SocketType.ReliableDatagram } ? null : $"it is {Of("unread")?.ReceiveQueue}");
        foreach ((SocketState state, int rows) in (ReadOnlySpan<(SocketState, int)>)[(SocketState.Established, 4), (SocketState.Listen, 3), (SocketState.Unconnected, 2), (SocketState.CloseWait, 0)])
            Judged(state, rows);

        void Judged(SocketState state, int rows) => judge.That($"TIPC sockets are asked for by their state: {state}", () =>
        {
            Socket[] found = [.. SocketTable.Read(new SocketQuery(SocketProtocol.Tipc) { States = state })];
            return found.Length == rows && found.All(socket => socket.State == state) ? null : $"{found.Length} came";
        });

        TipcSocket? Of(string label) => fixture.Find(SocketProtocol.Tipc, $"tipc {label}") as TipcSocket;
    }
}
