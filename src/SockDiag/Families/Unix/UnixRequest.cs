using System.Runtime.InteropServices;
using SockDiag.Families.Inet;
using SockDiag.Native;
using SockDiag.Netlink;

namespace SockDiag.Families.Unix;

/// <summary>How the kernel is asked for Unix sockets. It selects by state alone.</summary>
internal static class UnixRequest
{
    // Never the accept queues: a record that is longer than the kernel's pieces ends the list, and all behind it are missing.
    private const UnixShow Always = UnixShow.Name | UnixShow.File | UnixShow.Peer | UnixShow.Queues | UnixShow.User;

    /// <summary>One way. Where connected sockets are wanted, all are listed: their peers may be in any state, and it is from the peers' records that their names are known.</summary>
    public static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink)
    {
        SocketState wanted = family.StatesFor(query), asked = (wanted & SocketState.Established) != 0 ? family.States : wanted;
        SocketFilter? ofState = asked == wanted ? null : new SocketFilter.State(wanted);
        yield return new([Dump(asked, query.Detailed ? Always | UnixShow.Memory : Always)], SocketFilter.AllOf(ofState, query.Filter));
    }

    /// <summary>Asks for all sockets in some states.</summary>
    public static KernelRequest Dump(SocketState states, UnixShow show) => Request(new unix_diag_req { udiag_states = (uint)states, udiag_show = show });

    /// <summary>Asks for one socket.</summary>
    public static KernelRequest Exact(uint inode, UnixShow show) =>
        Request(new unix_diag_req { udiag_ino = inode, udiag_show = show, udiag_cookie = new CookieWords { Low = uint.MaxValue, High = uint.MaxValue } });

    private static KernelRequest Request(unix_diag_req request)
    {
        request.sdiag_family = LinuxHeaders.AF_UNIX;
        return new(LinuxHeaders.SOCK_DIAG_BY_FAMILY, MemoryMarshal.AsBytes(new ReadOnlySpan<unix_diag_req>(in request)).ToArray());
    }
}
