using SockDiag.Netlink;

namespace SockDiag.Families.Inet;

/// <summary>TCP connections with the kernel's bookkeeping of each.</summary>
internal static class TcpWithInfo
{
    /// <summary>The states in which a socket has a tcp_info that says something.</summary>
    public const SocketState States = SocketState.All & ~(SocketState.Listen | SocketState.TimeWait | SocketState.SynReceived | SocketState.BoundInactive | SocketState.Unconnected);

    public static readonly Family Family = Tcp.Family with { States = States, ListeningStates = SocketState.None, Extensions = InetExtensions.TcpInfo, Parse = Parse };

    private static TcpInfo? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        InetRecord.Parse(payload, offset, SocketProtocol.Tcp, out InetRecord record, out InetDetail? detail);
        return reading.Wants(in record) ? Parse(payload, offset, in record, detail, reading.Origin) : null;
    }

    /// <summary>Null where the record has no tcp_info: a small one, of a connection that the kernel alone holds.</summary>
    public static TcpInfo? Parse(ReadOnlySpan<byte> payload, long offset, in InetRecord record, InetDetail? detail, Origin origin)
    {
        TcpInfoBlock block = default;
        TcpBlocks? blocks = detail?.Memory is SocketMemory memory ? new() { Memory = memory } : null;
        string? congestionControl = null;
        AttributeReader attributes = InetRecord.Attributes(payload, offset);
        while (attributes.Read())
        {
            switch ((InetAttribute)attributes.Type)
            {
                case InetAttribute.Info: block = new TcpInfoBlock(attributes.Value); break;
                case InetAttribute.CongestionControl: congestionControl = origin.Text(attributes.Value.TrimEnd((byte)0)); break;
                case InetAttribute.Bbr: (blocks ??= new()).Bbr = new TcpBbr(in attributes); break;
                case InetAttribute.Vegas: (blocks ??= new()).Vegas = new TcpVegas(in attributes); break;
                case InetAttribute.Dctcp: (blocks ??= new()).Dctcp = new TcpDctcp(in attributes); break;
                case InetAttribute.UpperLayer: (blocks ??= new()).Ulp = new TcpUpperLayer(attributes.Value, attributes.ValueOffset); break;
            }
        }
        return block.Length == 0 ? null : new TcpInfo(in record, in block, congestionControl, blocks, origin);
    }
}
