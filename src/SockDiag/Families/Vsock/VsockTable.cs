using SockDiag.Netlink;

namespace SockDiag.Families.Vsock;

/// <summary>Sockets between a machine and those that run in it.</summary>
internal static class VsockTable
{
    public const byte AddressFamily = 40; // AF_VSOCK

    public static readonly Family Family = new(
        SocketProtocol.Vsock,
        SocketState.Established | SocketState.SynSent | SocketState.Unconnected | SocketState.Listen | SocketState.Closing,
        ListeningStates: SocketState.Listen,
        condition => condition is SocketFilter.State or SocketFilter.Inode or SocketFilter.Cookie, // its ports have 32 bits, a set of ports 16
        Extensions: 0,
        Attempts,
        Parse,
        new("vsock_diag", "CONFIG_VSOCKETS_DIAG"));

    private static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink) =>
        [new([KernelRequest.ByFamily(new vsock_diag_req { sdiag_family = AddressFamily, vdiag_states = (uint)family.StatesFor(query) })], query.Filter)];

    private static VsockSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        VsockRecord record = VsockRecord.Parse(payload, offset);
        return reading.Wants(in record) ? new VsockSocket(in record, reading.Origin) : null;
    }
}
