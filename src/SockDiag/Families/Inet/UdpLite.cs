namespace SockDiag.Families.Inet;

/// <summary>UDP-Lite: as UDP, with a checksum over a part of each datagram. It is gone from the newest kernels.</summary>
internal static class UdpLite
{
    public static readonly Family Family = Udp.Family with { Protocol = SocketProtocol.UdpLite, Parse = Parse };

    private static UdpLiteSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        InetRecord.Parse(payload, offset, SocketProtocol.UdpLite, out InetRecord record, out InetDetail? detail);
        return reading.Wants(in record) ? new UdpLiteSocket(in record, detail, reading.Origin) : null;
    }
}
