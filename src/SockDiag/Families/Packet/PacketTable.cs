using SockDiag.Netlink;

namespace SockDiag.Families.Packet;

/// <summary>Packet sockets: programs that see what interfaces receive and send.</summary>
internal static class PacketTable
{
    public const byte AddressFamily = 17; // AF_PACKET
    private const PacketShow Short = PacketShow.Information | PacketShow.Rings | PacketShow.Fanout | PacketShow.Memory;

    public static readonly Family Family = new(
        SocketProtocol.Packet,
        SocketState.Unconnected,
        ListeningStates: SocketState.None,
        condition => condition is SocketFilter.Interface or SocketFilter.InterfaceNamed or SocketFilter.User or SocketFilter.Inode or SocketFilter.Cookie,
        Extensions: 0,
        Attempts,
        Parse,
        new("af_packet_diag", "CONFIG_PACKET_DIAG"));

    /// <summary>A filter may be longer than any answer of the kernel: there it ends the list, without a word. So the list is asked for again without what can be long: whoever did not come is in that one.</summary>
    private static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink) =>
        [new([Request(Short | PacketShow.Memberships | PacketShow.Filter) with { HasLongRecords = true }, Request(Short)], query.Filter)];

    private static KernelRequest Request(PacketShow show) => KernelRequest.ByFamily(new packet_diag_req { sdiag_family = AddressFamily, pdiag_show = show });

    private static PacketSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        PacketRecord record = PacketRecord.Parse(payload, offset, reading);
        return reading.IsFirst(record.Cookie) && reading.Wants(in record) ? new PacketSocket(in record, reading.Origin) : null;
    }
}
