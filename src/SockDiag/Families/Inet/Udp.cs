namespace SockDiag.Families.Inet;

/// <summary>UDP: connected sockets and others; one that is bound to no port is in no list.</summary>
internal static class Udp
{
    public static readonly Family Family = new(
        SocketProtocol.Udp,
        SocketState.Established | SocketState.Unconnected,
        ListeningStates: SocketState.Unconnected,
        InetRecord.Has,
        InetExtensions.None,
        InetRequest.Attempts,
        Parse,
        new("udp_diag", "CONFIG_INET_UDP_DIAG"));

    private static UdpSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        InetRecord.Parse(payload, offset, SocketProtocol.Udp, out InetRecord record, out InetDetail? detail);
        return reading.Wants(in record) ? new UdpSocket(in record, detail, reading.Origin) : null;
    }
}
