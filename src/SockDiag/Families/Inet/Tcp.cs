namespace SockDiag.Families.Inet;

/// <summary>TCP: listeners, connections, what is left of them, and sockets that are only bound.</summary>
internal static class Tcp
{
    public static readonly Family Family = new(
        SocketProtocol.Tcp,
        SocketState.All & ~SocketState.Unconnected, // asked for 7, TCP answers nothing: a socket that is only bound is asked for as 13
        ListeningStates: SocketState.Listen,
        InetRecord.Has,
        InetExtensions.None,
        InetRequest.Attempts,
        Parse,
        new("tcp_diag", "CONFIG_INET_DIAG"));

    private static TcpSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        InetRecord.Parse(payload, offset, SocketProtocol.Tcp, out InetRecord record, out InetDetail? detail);
        return reading.Wants(in record) ? new TcpSocket(in record, detail, reading.Origin) : null;
    }
}
