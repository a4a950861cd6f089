using SockDiag.Netlink;

namespace SockDiag.Families.Inet;

/// <summary>DCCP: listeners, connections, and sockets that are only bound. It is gone from the kernel since Linux 6.16.</summary>
internal static class Dccp
{
    // In tcp_info, of which DCCP fills little more.
    private const int PathMtuAt = 60;

    public static readonly Family Family = new(
        SocketProtocol.Dccp,
        SocketState.All & ~(SocketState.FinWait2 | SocketState.LastAck | SocketState.Unconnected),
        ListeningStates: SocketState.Listen,
        InetRecord.Has,
        InetExtensions.DccpInfo,
        Attempts,
        Parse,
        new("dccp_diag", "CONFIG_INET_DCCP_DIAG"));

    // The two states behind TCP's are asked for wherever they may be meant, and those that are not wanted left out here.
    private static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink)
    {
        SocketState states = family.StatesFor(query);
        bool mayMeanThem = (states & (SocketState.Established | SocketState.CloseWait)) != 0;
        return InetRequest.AttemptsByAddressFamily(family, query, mayMeanThem ? states | DccpStates.BehindTcp : states);
    }

    private static DccpSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        InetRecord.Parse(payload, offset, SocketProtocol.Dccp, out InetRecord record, out InetDetail? detail);
        record.Renumber(DccpStates.Of(record.KernelState, reading.Origin.KernelRelease));
        if ((record.State & reading.States) == 0 || !reading.Wants(in record)) return null;
        uint? pathMtu = null;
        AttributeReader attributes = InetRecord.Attributes(payload, offset);
        while (attributes.Read())
        {
            if (attributes.Type == (ushort)InetAttribute.Info) pathMtu = new TcpInfoBlock(attributes.Value).UInt32(PathMtuAt);
        }
        return new DccpSocket(in record, detail, pathMtu is 0 ? null : pathMtu, reading.Origin); // 0 on a listener: it has no path
    }
}
