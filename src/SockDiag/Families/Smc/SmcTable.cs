using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Families.Inet;
using SockDiag.Netlink;

namespace SockDiag.Families.Smc;

/// <summary>SMC: TCP's ends, with data that goes through shared memory where both ends have a device for it.</summary>
internal static class SmcTable
{
    public const byte AddressFamily = 43; // AF_SMC

    private const byte LastState = (byte)SmcState.ProcessAbort;

    public static readonly Family Family = new(
        SocketProtocol.Smc,
        SocketState.All & ~(SocketState.TimeWait | SocketState.BoundInactive),
        ListeningStates: SocketState.Listen,
        condition => condition is not (SocketFilter.Path or SocketFilter.Mark or SocketFilter.Cgroup), // these its TCP socket has
        Extensions: 1 << ((int)SmcAttribute.Connection - 1) | 1 << ((int)SmcAttribute.LinkGroup - 1) | 1 << ((int)SmcAttribute.Dmb - 1),
        Attempts,
        Parse,
        new("smc_diag", "CONFIG_SMC_DIAG"));

    // The kernel lists all, whatever is asked.
    private static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink) =>
        [new([KernelRequest.ByFamily(new smc_diag_req { diag_family = AddressFamily, diag_ext = family.Extensions })], query.Filter)];

    private static SmcSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        int fixedLength = Unsafe.SizeOf<smc_diag_msg>();
        if (payload.Length < fixedLength) throw new MalformedMessageException(offset, $"a record has {payload.Length} bytes, at least {fixedLength} are expected");
        smc_diag_msg message = MemoryMarshal.Read<smc_diag_msg>(payload);
        if (message.diag_family is not (AddressFamily or (byte)SocketAddressFamily.IPv4 or (byte)SocketAddressFamily.IPv6))
            throw new MalformedMessageException(offset, $"a record is of address family {message.diag_family}, {AddressFamily}, 2 or 10 is expected");
        if (message.diag_state is 0 or > LastState) throw new MalformedMessageException(offset + 1, $"a record is in state {message.diag_state}, 1 to {LastState} is expected");

        var detail = new SmcDetail(in message, new AttributeReader(payload[fixedLength..], offset + fixedLength));
        InetRecord record = InetRecord.OfSmc(in message, detail.Mode == SmcMode.Fallback, detail.Shutdown);
        if ((record.State & reading.States) == 0) return null;
        if (record.LacksAddress) reading.SmcTcpSockets?.NameEnds(ref record);
        if (reading.AddressFamily is SocketAddressFamily wanted && record.AddressFamily != wanted) return null;
        // The kernel goes on with the next datagram by count: a socket that is new by then moves one that has come into it.
        return reading.IsFirst(record.Cookie) && reading.Wants(in record) ? new SmcSocket(in record, in detail, reading.Origin) : null;
    }
}
