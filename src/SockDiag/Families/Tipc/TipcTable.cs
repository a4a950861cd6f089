using SockDiag.Netlink;

namespace SockDiag.Families.Tipc;

/// <summary>Sockets of a cluster's nodes.</summary>
internal static class TipcTable
{
    public const byte AddressFamily = 30; // AF_TIPC

    public static readonly Family Family = new(
        SocketProtocol.Tipc,
        SocketState.Established | SocketState.SynSent | SocketState.Unconnected | SocketState.CloseWait | SocketState.Listen,
        ListeningStates: SocketState.Listen,
        condition => condition is SocketFilter.State or SocketFilter.User or SocketFilter.Inode or SocketFilter.Cookie,
        Extensions: 0,
        Attempts,
        Parse,
        new("tipc_diag", "CONFIG_TIPC_DIAG"));

    private static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink) =>
        [new([KernelRequest.ByFamily(new tipc_sock_diag_req { sdiag_family = AddressFamily, tidiag_states = (uint)family.StatesFor(query) })], query.Filter)];

    private static TipcSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        if (payload.IsEmpty) return null; // of a socket in a state that was not asked for
        TipcRecord record = TipcRecord.Parse(payload, offset);
        return reading.Wants(in record) ? new TipcSocket(in record, reading.Origin) : null;
    }
}
