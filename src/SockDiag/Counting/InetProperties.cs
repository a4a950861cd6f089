using SockDiag.Families.Inet;

namespace SockDiag.Counting;

/// <summary>The properties by which sockets with Internet endpoints can be counted.</summary>
internal static class InetProperties
{
    public static readonly IReadOnlyList<GroupedProperty<InetRecord>> All =
    [
        .. GroupedProperty<InetRecord>.OfEveryFamily,
        GroupedProperty<InetRecord>.Number(SocketProperty.AddressFamily, static (in InetRecord record) => (int)record.AddressFamily, static (in InetRecord record, Origin _, SocketGrouping _) => record.AddressFamily),
        new(SocketProperty.LocalAddress, static (in InetRecord record, Origin _, SocketGrouping _) => AddressPart(record.LocalAddress, in record), static (in InetRecord record, Origin origin, SocketGrouping _) => origin.AddressText(record.LocalAddress, record.InterfaceIndex)),
        GroupedProperty<InetRecord>.Number(SocketProperty.LocalPort, static (in InetRecord record) => record.LocalPort, static (in InetRecord record, Origin _, SocketGrouping _) => record.LocalPort),
        new(SocketProperty.RemoteAddress, RemotePart, RemoteValue),
        GroupedProperty<InetRecord>.Number(SocketProperty.RemotePort, static (in InetRecord record) => record.RemotePort, static (in InetRecord record, Origin _, SocketGrouping _) => record.RemotePort),
        new(SocketProperty.CgroupPath, static (in InetRecord record, Origin origin, SocketGrouping _) => new(0, CgroupPath(in record, origin)), static (in InetRecord record, Origin origin, SocketGrouping _) => CgroupPath(in record, origin)),
    ];

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
}
