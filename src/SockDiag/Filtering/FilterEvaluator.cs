using SockDiag.Families;

namespace SockDiag.Filtering;

/// <summary>Decides a filter here: for what the kernel cannot decide, and for what did not come from a kernel. It agrees with the compiled program on every socket.</summary>
internal static class FilterEvaluator
{
    /// <summary>Whether a socket is what the filter asks for.</summary>
    /// <exception cref="KernelRefusedException">The filter asks for the mark, and the kernel did not tell it.</exception>
    public static bool Matches<TRecord>(this SocketFilter filter, in TRecord record) where TRecord : struct, ISocketRecord<TRecord> => filter switch
    {
        SocketFilter.And(var left, var right) => left.Matches(in record) && right.Matches(in record),
        SocketFilter.Or(var left, var right) => left.Matches(in record) || right.Matches(in record),
        SocketFilter.Not(var inner) => !inner.Matches(in record),
        SocketFilter.State(var states) => (record.State & states) != 0,
        SocketFilter.Interface(var indexes) => indexes.Contains(record.InterfaceIndex),
        SocketFilter.User(var users) => record.UserId is uint user && users.Contains(user),
        SocketFilter.Inode(var inodes) => inodes.Contains(record.Inode),
        SocketFilter.Cookie(var cookies) => record.Cookie is ulong cookie && cookies.Contains(cookie),
        _ => record.Is(filter),
    };
}
