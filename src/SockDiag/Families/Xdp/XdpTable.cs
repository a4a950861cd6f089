using SockDiag.Netlink;

namespace SockDiag.Families.Xdp;

/// <summary>XDP sockets: programs that share memory with a queue of an interface.</summary>
internal static class XdpTable
{
    public const byte AddressFamily = 44; // AF_XDP
    private const XdpShow Everything = XdpShow.Information | XdpShow.Rings | XdpShow.Umem | XdpShow.Memory | XdpShow.Statistics;

    public static readonly Family Family = new(
        SocketProtocol.Xdp,
        SocketState.Unconnected,
        ListeningStates: SocketState.None,
        condition => condition is SocketFilter.Interface or SocketFilter.InterfaceNamed or SocketFilter.User or SocketFilter.Inode or SocketFilter.Cookie,
        Extensions: 0,
        Attempts,
        Parse,
        new("xsk_diag", "CONFIG_XDP_SOCKETS_DIAG"),
        CountedAs: "XDP"); // a socket whose interface has gone ends the list, without a word

    private static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink) =>
        [new([KernelRequest.ByFamily(new xdp_diag_req { sdiag_family = AddressFamily, xdiag_show = Everything })], query.Filter)];

    private static XdpSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        XdpRecord record = XdpRecord.Parse(payload, offset);
        if (!reading.IsFirst(record.Cookie) || !reading.Wants(in record)) return null; // one that is opened between two pieces of the answer moves the others: the last one comes again
        if (record.Detail.Umem is { ifindex: uint index }) reading.Learn((int)index);
        return new XdpSocket(in record, reading.Origin);
    }
}
