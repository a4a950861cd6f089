using System.Text;
using SockDiag.Names;
using SockDiag.Netlink;

namespace SockDiag.Filtering;

/// <summary>Interfaces have names that mean another index in every network namespace.</summary>
internal static class NamedInterfaces
{
    /// <summary>The same filter with the indexes of the namespace that a socket answers for; a name that means nothing there finds nothing.</summary>
    public static SocketFilter In(this SocketFilter filter, DiagSocket netlink) => filter switch
    {
        SocketFilter.And(var left, var right) => new SocketFilter.And(left.In(netlink), right.In(netlink)),
        SocketFilter.Or(var left, var right) => new SocketFilter.Or(left.In(netlink), right.In(netlink)),
        SocketFilter.Not(var inner) => new SocketFilter.Not(inner.In(netlink)),
        SocketFilter.InterfaceNamed(var names) => new SocketFilter.Interface(names.Select(name => IndexIn(netlink, name)).OfType<int>().ToHashSet()),
        _ => filter,
    };

    /// <summary>The index of an interface, given by name or index; null where there is none.</summary>
    /// <param name="netlink">In the namespace.</param>
    /// <param name="nameOrIndex">The name as it is or, if there is no such interface, as a listing shows it; or an index in digits.</param>
    public static int? IndexIn(DiagSocket netlink, string nameOrIndex)
    {
        if (Interfaces.IndexOf(netlink, Encoding.UTF8.GetBytes(nameOrIndex)) is int named) return named; // an interface may be called 7
        if (nameOrIndex.Contains('\\') && Interfaces.IndexOf(netlink, EscapedText.BytesOf(nameOrIndex)) is int shown) return shown;
        if (nameOrIndex.Contains('\0')) return null; // the parser overlooks one behind a number
        return int.TryParse(nameOrIndex, out int index) && index > 0 && Interfaces.NameOf(netlink, index) is not null ? index : null;
    }
}
