using SockDiag.Netlink;

namespace SockDiag.Families.Inet;

/// <summary>MPTCP: listeners and connections. The subflows of a connection are sockets of TCP.</summary>
internal static class Mptcp
{
    public static readonly Family Family = new(
        SocketProtocol.Mptcp,
        SocketState.All & ~(SocketState.BoundInactive | SocketState.TimeWait), // only its subflows rest in TIME-WAIT; one that is only bound is in no list
        ListeningStates: SocketState.Listen,
        InetRecord.Has,
        InetExtensions.MptcpInfo,
        InetRequest.Attempts,
        Parse,
        new("mptcp_diag", "CONFIG_INET_MPTCP_DIAG"));

    private static MptcpSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        InetRecord.Parse(payload, offset, SocketProtocol.Mptcp, out InetRecord record, out InetDetail? detail);
        if (!reading.Wants(in record)) return null;
        MptcpInfoBlock block = default;
        if (record.State != SocketState.Listen) // a listener's is all zeros
        {
            AttributeReader attributes = InetRecord.Attributes(payload, offset);
            while (attributes.Read())
            {
                if (attributes.Type == (ushort)InetAttribute.Info) block = new(attributes.Value);
            }
        }
        return new MptcpSocket(in record, detail, block, reading.Subflows?.Of(in record, block.Token), reading.Origin);
    }
}
