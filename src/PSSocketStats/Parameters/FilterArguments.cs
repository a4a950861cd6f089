using System.Globalization;
using System.Management.Automation;
using PSSocketStats.Commands;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Makes the filter tree of the parameters of a command. An argument that cannot mean anything ends the command.</summary>
/// <param name="command">The command.</param>
/// <param name="namespaces">The network namespaces whose sockets are asked for; null for the current one.</param>
/// <param name="stop">Ends the wait for a name server, and a look through cgroups.</param>
internal sealed class FilterArguments(SocketQueryCommand command, IReadOnlyList<NetworkNamespace>? namespaces, CancellationToken stop)
{
    /// <summary>All parameters must hold; values of one are alternatives.</summary>
    /// <param name="protocols">Whose sockets are asked for: each parameter must mean something to one of them.</param>
    public SocketFilter? Filter(IReadOnlyList<SocketProtocol> protocols)
    {
        (string Parameter, SocketFilter? Condition)[] conditions =
        [
            (nameof(command.LocalPort), Ports(command.LocalPort, EndpointSide.Local)),
            (nameof(command.RemotePort), Ports(command.RemotePort, EndpointSide.Remote)),
            (nameof(command.Port), SocketFilter.AnyOf(Ports(command.Port, EndpointSide.Local), Ports(command.Port, EndpointSide.Remote))),
            (nameof(command.LocalAddress), Addresses(command.LocalAddress, EndpointSide.Local, nameof(command.LocalAddress))),
            (nameof(command.RemoteAddress), Addresses(command.RemoteAddress, EndpointSide.Remote, nameof(command.RemoteAddress))),
            (nameof(command.Interface), command.Interface is null ? null : Interfaces(command.Interface, nameof(command.Interface))),
            (nameof(command.Mark), command.Mark is null ? null : new SocketFilter.Mark(new MarkSet(command.Mark.Select(Mark)))),
            (nameof(command.Cgroup), command.Cgroup is null ? null : new SocketFilter.Cgroup(command.Cgroup.SelectMany(Cgroup).ToHashSet())),
            (nameof(command.User), command.User is null ? null : new SocketFilter.User(command.User.Select(User).ToHashSet())),
            (nameof(command.Inode), command.Inode is null ? null : new SocketFilter.Inode(command.Inode.Select(inode => (uint)inode).ToHashSet())),
            (nameof(command.Cookie), command.Cookie is null ? null : new SocketFilter.Cookie(command.Cookie.ToHashSet())),
            (nameof(command.Path), command.Path is null ? null : new SocketFilter.Path(PathPattern(command.Path))),
            (nameof(command.BindScope), command.BindScope is null ? null : new SocketFilter.Scope(command.BindScope.ToHashSet())),
        ];
        var asked = new List<SocketFilter>();
        foreach ((string parameter, SocketFilter? condition) in conditions)
        {
            if (condition is null) continue;
            if (!protocols.Any(protocol => SocketQuery.CanMatch(protocol, condition))) throw Stop(Errors.NotForProtocol(parameter, protocols));
            asked.Add(condition);
        }
        return SocketFilter.AllOf(asked);
    }

    private static SocketFilter.Port? Ports(PortRange[]? ranges, EndpointSide side) => ranges is null ? null : new(side, new PortSet(ranges));

    /// <summary>Addresses without a zone are one set; each zone also asks for its interface.</summary>
    private SocketFilter? Addresses(string[]? values, EndpointSide side, string parameter)
    {
        if (values is null) return null;
        var byZone = values.SelectMany(value => Prefixes(value, parameter)).ToLookup(found => found.Zone, found => found.Prefix);
        _ = Interfaces(byZone.Select(zone => zone.Key).Where(zone => zone != ""), parameter); // each must be one somewhere
        return SocketFilter.AnyOf(byZone.Select(zone => SocketFilter.AllOf(
            new SocketFilter.Address(side, new AddressSet(zone)),
            zone.Key == "" ? null : new SocketFilter.InterfaceNamed(zone.Key))));
    }

    private IEnumerable<(string Zone, AddressPrefix Prefix)> Prefixes(string value, string parameter)
    {
        (string address, string zone) = value.Trim().Split('%', 2) is [var before, var behind] ? (before, behind) : (value.Trim(), "");
        if (AddressPrefix.TryParse(address, out AddressPrefix prefix)) return [(zone, prefix)];
        if (zone == "" && HostName.Addresses(address, stop) is { Count: > 0 } addresses) return addresses.Select(found => ("", new AddressPrefix(found, found.GetAddressBytes().Length * 8)));
        throw Stop(Errors.NotValid("AddressNotValid", parameter, value,
            "this is no address, and no host name that resolves. Expected: an address, a prefix (0 to 32 bits for IPv4, 0 to 128 for IPv6) or a host name; for example 10.0.0.5, 10.0.0.0/8, fe80::1%eth0, db.example.net."));
    }

    /// <summary>One name may be another index in each namespace; it must be one somewhere.</summary>
    private SocketFilter.InterfaceNamed Interfaces(IEnumerable<string> values, string parameter)
    {
        HashSet<string> names = [.. values];
        string[] missing = [.. names];
        foreach (NetworkNamespace? where in namespaces ?? (IReadOnlyList<NetworkNamespace?>)[null])
        {
            if (missing.Length == 0) break;
            IReadOnlyList<int?> indexes = SocketNames.InterfaceIndexes(missing, where);
            missing = [.. missing.Where((_, at) => indexes[at] is null)];
        }
        return missing is [] ? new(names) : throw Stop(Errors.NotFound("InterfaceNotFound", parameter, missing[0],
            "there is no such interface in the network namespace.", "Give a name or an index that `ip link` lists; for example -Interface eth0."));
    }

    private MaskedMark Mark(string value)
    {
        string[] parts = value.Split('/');
        if (parts.Length is 1 or 2 && TryUInt32(parts[0], out uint mark))
        {
            uint mask = uint.MaxValue;
            if (parts.Length == 1 || TryUInt32(parts[1], out mask)) return new(mark, mask);
        }
        throw Stop(Errors.NotValid("MarkNotValid", nameof(command.Mark), value, "this is no mark. Expected: a number of 32 bits, decimal or 0x..., or a value and a mask; for example 0x10, 0x10/0xff."));
    }

    private IReadOnlyCollection<ulong> Cgroup(string path) => SocketNames.CgroupIds(path, stop: stop)
        ?? throw Stop(Errors.NotFound("CgroupNotFound", nameof(command.Cgroup), path, "there is no such cgroup v2.", "Give a path from the root of the hierarchy, as /proc/PID/cgroup has it after '0::'; for example -Cgroup /system.slice/nginx.service."));

    /// <summary>Whether a path is like one of those given. The NUL that an abstract name starts with is shown as @.</summary>
    private Predicate<string> PathPattern(string[] values)
    {
        if (NamePatterns.FirstNotValid(values) is string value)
        {
            throw Stop(Errors.NotValid("PathNotValid", nameof(command.Path), value,
                "this is no pattern. Expected: a path, with * for any characters, ? for one, [a-z] for one of several, and a backtick before one of these that means itself; for example -Path /run/docker.sock, '/tmp/*'."));
        }
        return new NamePatterns(values.Select(given => given is ['\0', .. var name] ? $"@{name}" : given), ignoreCase: false).Match;
    }

    private uint User(string value) => SocketNames.UserId(value)
        ?? throw Stop(Errors.NotFound("UserNotFound", nameof(command.User), value, "there is no such user.", "Give a name, or an id, which needs no name; for example -User www-data, 1000."));

    private static bool TryUInt32(string text, out uint number) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private Exception Stop(ErrorRecord error)
    {
        command.ThrowTerminatingError(error);
        return error.Exception; // not reached
    }
}
