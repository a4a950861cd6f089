using SockDiag.Netlink;

namespace SockDiag.Families.Netlink;

/// <summary>Netlink: the ends of programs, and the kernel's own.</summary>
internal static class NetlinkTable
{
    public const byte AddressFamily = 16; // AF_NETLINK
    public const SocketState States = SocketState.Established | SocketState.Unconnected;
    private const byte EveryProtocol = 255; // NDIAG_PROTO_ALL

    public static readonly Family Family = new(
        SocketProtocol.Netlink,
        States,
        ListeningStates: SocketState.None,
        condition => condition is SocketFilter.Inode or SocketFilter.Cookie,
        Extensions: 0,
        Attempts,
        Parse,
        new("netlink_diag", "CONFIG_NETLINK_DIAG"));

    private static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink) =>
        [new([KernelRequest.ByFamily(new netlink_diag_req
        {
            sdiag_family = AddressFamily,
            sdiag_protocol = EveryProtocol,
            ndiag_show = NetlinkShow.Memory | NetlinkShow.Groups | NetlinkShow.Flags, // memory is where the queues are
        })], query.Filter)];

    /// <summary>The kernel lists all sockets of a protocol, then its members of groups: those that have a port id come twice.</summary>
    private static NetlinkSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        NetlinkRecord record = NetlinkRecord.Parse(payload, offset);
        bool comesTwice = record is { PortId: not 0, Groups.Count: > 0 };
        if (comesTwice && !reading.IsFirst(record.Cookie) || record.Inode == reading.AskingInode && record.Inode != 0) return null;
        return (record.State & reading.States) != 0 && reading.Wants(in record) ? new NetlinkSocket(in record, reading.Origin) : null;
    }
}
