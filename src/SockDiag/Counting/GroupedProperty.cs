using SockDiag.Families.Inet;

namespace SockDiag.Counting;

/// <summary>How sockets are told apart by one property, and what the property reads as: all that differs between one and the next.</summary>
/// <param name="Property">The property.</param>
/// <param name="Part">What is equal for sockets of one group. It is asked for of every record, so it makes no object.</param>
/// <param name="Value">The property's value, asked for once a group.</param>
internal sealed record GroupedProperty(SocketProperty Property, PartOf Part, ValueOf Value)
{
    public static readonly IReadOnlyList<GroupedProperty> All =
    [
        new(SocketProperty.Protocol, Number(static (in InetRecord record) => (int)record.Protocol), static (in InetRecord record, Origin _, SocketGrouping _) => record.Protocol),
        new(SocketProperty.State, Number(static (in InetRecord record) => (int)record.State), static (in InetRecord record, Origin _, SocketGrouping _) => record.State),
        new(SocketProperty.AddressFamily, Number(static (in InetRecord record) => (int)record.AddressFamily), static (in InetRecord record, Origin _, SocketGrouping _) => record.AddressFamily),
        new(SocketProperty.LocalAddress, static (in InetRecord record, Origin _, SocketGrouping _) => AddressPart(record.LocalAddress, in record), static (in InetRecord record, Origin origin, SocketGrouping _) => origin.AddressText(record.LocalAddress, record.InterfaceIndex)),
        new(SocketProperty.LocalPort, Number(static (in InetRecord record) => record.LocalPort), static (in InetRecord record, Origin _, SocketGrouping _) => record.LocalPort),
        new(SocketProperty.RemoteAddress, RemotePart, RemoteValue),
        new(SocketProperty.RemotePort, Number(static (in InetRecord record) => record.RemotePort), static (in InetRecord record, Origin _, SocketGrouping _) => record.RemotePort),
        new(SocketProperty.Process, static (in InetRecord record, Origin origin, SocketGrouping _) => new(0, Process(in record, origin)), static (in InetRecord record, Origin origin, SocketGrouping _) => Process(in record, origin)),
        new(SocketProperty.UserName, Number(static (in InetRecord record) => record.UserId is uint id ? id : -1L), static (in InetRecord record, Origin origin, SocketGrouping _) => record.UserId is uint id ? origin.UserName(id) ?? $"{id}" : null),
        new(SocketProperty.Interface, Number(static (in InetRecord record) => record.InterfaceIndex), static (in InetRecord record, Origin origin, SocketGrouping _) => record.InterfaceIndex == 0 ? null : origin.InterfaceName(record.InterfaceIndex)),
        new(SocketProperty.CgroupPath, static (in InetRecord record, Origin origin, SocketGrouping _) => new(0, CgroupPath(in record, origin)), static (in InetRecord record, Origin origin, SocketGrouping _) => CgroupPath(in record, origin)),
    ];

    private delegate long NumberOf(in InetRecord record);

    private static PartOf Number(NumberOf number) => (in InetRecord record, Origin _, SocketGrouping _) => new((UInt128)(ulong)number(in record), null);

    /// <summary>A link-local address is another one on another link.</summary>
    private static GroupPart AddressPart(InetAddress address, in InetRecord record) =>
        new(address.Bits, address.IsIPv4 ? "4" : null) { Zone = address.IsLinkLocal ? record.InterfaceIndex : 0 };

    /// <summary>A network is no address, though it may be written as one.</summary>
    private static GroupPart RemotePart(in InetRecord record, Origin _, SocketGrouping grouping)
    {
        InetAddress address = record.RemoteAddress;
        return NetworkLength(address, grouping) is int length ? AddressPart(address.Network(length), in record) with { Text = address.IsIPv4 ? "4/" : "6/" } : AddressPart(address, in record);
    }

    private static object RemoteValue(in InetRecord record, Origin origin, SocketGrouping grouping)
    {
        InetAddress address = record.RemoteAddress;
        if (NetworkLength(address, grouping) is not int length) return origin.AddressText(address, record.InterfaceIndex);
        InetAddress network = address.Network(length);
        return network.IsLinkLocal && record.InterfaceIndex != 0 ? $"{network}/{length}%{origin.InterfaceName(record.InterfaceIndex)}" : $"{network}/{length}";
    }

    /// <summary>Null where the whole address counts, and where there is no peer, who is in no network.</summary>
    private static int? NetworkLength(InetAddress peer, SocketGrouping grouping) =>
        peer.IsAny ? null : peer.IsIPv4 ? grouping.RemotePrefixLength : grouping.RemotePrefixLengthIPv6;

    /// <summary>Cgroups that are gone have no path to tell them apart.</summary>
    private static string? CgroupPath(in InetRecord record, Origin origin) => record.CgroupId == 0 ? null : origin.CgroupPath(record.CgroupId);

    private static string? Process(in InetRecord record, Origin origin) =>
        origin.FirstOwner(in record) is { ProcessId: int id } ? origin.ProcessName(id) : null;
}

/// <summary>What is equal for sockets of one group.</summary>
internal readonly record struct GroupPart(UInt128 Bits, string? Text)
{
    public int Zone { get; init; }
}

internal delegate GroupPart PartOf(in InetRecord record, Origin origin, SocketGrouping grouping);

internal delegate object? ValueOf(in InetRecord record, Origin origin, SocketGrouping grouping);
