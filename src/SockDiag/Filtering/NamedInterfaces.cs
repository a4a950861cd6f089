using SockDiag.Names;
using SockDiag.Netlink;

namespace SockDiag.Filtering;

/// <summary>Interfaces have names that mean another index in every network namespace.</summary>
internal static class NamedInterfaces
{
    // No interface has it, and no socket is bound to it.
    private const int NoInterface = -1;

    /// <summary>The same filter with the indexes of the namespace that a socket answers for; a name that means nothing there finds nothing.</summary>
    public static SocketFilter In(this SocketFilter filter, DiagSocket netlink) => filter switch
    {
        SocketFilter.And(var left, var right) => new SocketFilter.And(left.In(netlink), right.In(netlink)),
        SocketFilter.Or(var left, var right) => new SocketFilter.Or(left.In(netlink), right.In(netlink)),
        SocketFilter.Not(var inner) => new SocketFilter.Not(inner.In(netlink)),
        SocketFilter.InterfaceNamed(var name) => new SocketFilter.Interface(IndexIn(netlink, name) ?? NoInterface),
        _ => filter,
    };

    /// <summary>The index of an interface, given by name or index; null where there is none.</summary>
    public static int? IndexIn(DiagSocket netlink, string nameOrIndex)
    {
        if (Interfaces.IndexOf(netlink, nameOrIndex) is int named) return named; // an interface may be called 7
        return int.TryParse(nameOrIndex, out int index) && index > 0 && Interfaces.NameOf(netlink, index) is not null ? index : null;
    }
}
