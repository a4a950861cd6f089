using SockDiag.Families.Inet;

namespace SockDiag.Filtering;

/// <summary>Decides a filter here: for what the kernel cannot decide, and for what did not come from a kernel. It agrees with the compiled program on every socket.</summary>
internal static class FilterEvaluator
{
    /// <summary>Whether a socket is what the filter asks for.</summary>
    /// <exception cref="KernelRefusedException">The filter asks for the mark, and the kernel did not tell it.</exception>
    public static bool Matches(this SocketFilter filter, in InetRecord record) => filter switch
    {
        SocketFilter.And(var left, var right) => left.Matches(in record) && right.Matches(in record),
        SocketFilter.Or(var left, var right) => left.Matches(in record) || right.Matches(in record),
        SocketFilter.Not(var inner) => !inner.Matches(in record),
        SocketFilter.Port(var side, var ports) => ports.Contains(side == EndpointSide.Local ? record.LocalPort : record.RemotePort),
        SocketFilter.Address(var side, var addresses) => addresses.Contains(side == EndpointSide.Local ? record.LocalAddress : record.RemoteAddress),
        SocketFilter.Interface(var index) => record.InterfaceIndex == index,
        SocketFilter.Mark(var value, var mask) => (MarkOf(in record) & mask) == value,
        SocketFilter.Cgroup(var ids) => ids.Contains(record.CgroupId),
        SocketFilter.User(var users) => record.UserId is uint user && users.Contains(user),
        SocketFilter.Inode(var inodes) => inodes.Contains(record.Inode),
        SocketFilter.Cookie(var cookies) => record.Cookie is ulong cookie && cookies.Contains(cookie),
        SocketFilter.Scope(var scopes) => record.BindScope is BindScope scope && scopes.Contains(scope),
        _ => throw new NotSupportedException($"There is no test for {filter}."),
    };

    /// <summary>Small records had no mark before kernels kept it there; a full one without it means that the caller may not know.</summary>
    private static uint MarkOf(in InetRecord record) =>
        record.Mark ?? (record.IsSmall ? 0u : throw new KernelRefusedException(Native.Errno.EPERM, "tell the marks of sockets", record.Protocol));
}
