using SockDiag.Counters;

namespace SockDiag.Counting;

/// <summary>Makes the rows of a summary: counts from the dump, the kernel's own counts and limits beside them.</summary>
internal static class SummaryRows
{
    /// <summary>By what the dump is counted for the rows.</summary>
    public static SocketGrouping Grouping { get; } = new(SocketProperty.Protocol, SocketProperty.State, SocketProperty.AddressFamily);

    /// <summary>A row a protocol; where TCP and UDP were asked for, rows of what the kernel only counts follow.</summary>
    public static IReadOnlyList<SocketSummary> All(IReadOnlyList<SocketProtocol> protocols, IReadOnlyList<SocketGroup> groups, SockStat? kernel)
    {
        bool isOverview = protocols.Contains(SocketProtocol.Tcp) && protocols.Contains(SocketProtocol.Udp);
        IEnumerable<SocketSummary> onlyByKernel = kernel is not null && isOverview ? OnlyByKernel(kernel) : [];
        return [.. protocols.Select(protocol => Counted(protocol, groups, kernel)), .. onlyByKernel.Where(row => !protocols.Any(counted => $"{counted}" == row.Protocol))];
    }

    /// <summary>A row of a protocol whose sockets were counted.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="groups">Groups of <see cref="Grouping"/>, of all protocols.</param>
    /// <param name="kernel">The kernel's own counts; null where a filter makes them another thing.</param>
    private static SocketSummary Counted(SocketProtocol protocol, IReadOnlyList<SocketGroup> groups, SockStat? kernel)
    {
        ILookup<SocketState, SocketGroup> byState = groups.Where(group => group.Values[0] is SocketProtocol of && of == protocol).ToLookup(group => (SocketState)group.Values[1]!);
        string section = $"{protocol}".ToUpperInvariant();
        Families.Family family = Families.Family.Of(protocol);
        bool isTcp = protocol == SocketProtocol.Tcp, hasPorts = isTcp || protocol is SocketProtocol.Udp or SocketProtocol.UdpLite;
        long[] memory = isTcp ? Limits("net/ipv4/tcp_mem") : hasPorts ? Limits("net/ipv4/udp_mem") : [];
        long[] ports = hasPorts ? Limits("net/ipv4/ip_local_port_range") : [];
        return new SocketSummary
        {
            Protocol = $"{protocol}",
            Total = byState.Sum(state => state.Sum(group => group.Count)),
            IPv4 = OfFamily(SocketAddressFamily.IPv4),
            IPv6 = OfFamily(SocketAddressFamily.IPv6),
            Established = State(SocketState.Established),
            SynSent = State(SocketState.SynSent),
            SynReceived = State(SocketState.SynReceived),
            FinWait1 = State(SocketState.FinWait1),
            FinWait2 = State(SocketState.FinWait2),
            TimeWait = State(SocketState.TimeWait),
            Unconnected = State(SocketState.Unconnected),
            CloseWait = State(SocketState.CloseWait),
            LastAck = State(SocketState.LastAck),
            Listen = State(SocketState.Listen),
            Closing = State(SocketState.Closing),
            BoundInactive = State(SocketState.BoundInactive),
            InUseByKernel = kernel?[section, "inuse"] + (kernel?[section + '6', "inuse"] ?? 0), // there may be no IPv6
            EstablishedByKernel = isTcp ? kernel?["Tcp", "CurrEstab"] : null,
            TimeWaitByKernel = isTcp ? kernel?[section, "tw"] : null,
            TimeWaitLimit = isTcp ? First(kernel?.Limits("net/ipv4/tcp_max_tw_buckets")) : null,
            OrphanedMachineWide = kernel?[section, "orphan"],
            OrphanedLimitMachineWide = isTcp ? First(kernel?.Limits("net/ipv4/tcp_max_orphans")) : null,
            AllocatedMachineWide = kernel?[section, "alloc"],
            MemoryBytesMachineWide = kernel?[section, "mem"] * Environment.SystemPageSize,
            MemoryPressureBytesMachineWide = memory is [_, var pressure, _] ? pressure * Environment.SystemPageSize : null,
            MemoryLimitBytesMachineWide = memory is [_, _, var limit] ? limit * Environment.SystemPageSize : null,
            FirstLocalPort = ports is [var first, _] ? first : null,
            LastLocalPort = ports is [_, var last] ? last : null,
        };

        long[] Limits(string sysctl) => kernel?.Limits(sysctl) ?? [];

        long? State(SocketState state) => (family.States & state) == 0 ? null : byState[state].Sum(group => group.Count);

        long? OfFamily(SocketAddressFamily version) => !family.HasAddresses ? null : byState.SelectMany(state => state).Where(group => (SocketAddressFamily)group.Values[2]! == version).Sum(group => group.Count);
    }

    /// <summary>Rows of protocols that are only counted, as far as this kernel counts them.</summary>
    private static IEnumerable<SocketSummary> OnlyByKernel(SockStat kernel)
    {
        foreach ((string name, string section) in ((string, string)[])[("UdpLite", "UDPLITE"), ("Raw", "RAW")])
        {
            if (kernel[section, "inuse"] is not long four) continue;
            long? six = kernel[section + '6', "inuse"];
            yield return new() { Protocol = name, Total = four + (six ?? 0), IPv4 = four, IPv6 = six, InUseByKernel = four + (six ?? 0) };
        }
        if (kernel["FRAG", "inuse"] is long fragments)
        {
            long? six = kernel["FRAG6", "inuse"];
            yield return new()
            {
                Protocol = "Fragments",
                Total = fragments + (six ?? 0),
                IPv4 = fragments,
                IPv6 = six,
                MemoryBytesMachineWide = kernel["FRAG", "memory"] + (kernel["FRAG6", "memory"] ?? 0),
            };
        }
        foreach (string table in (string[])["Unix", "Netlink", "Packet"])
        {
            if (kernel.RowsOf(table.ToLowerInvariant()) is long rows) yield return new() { Protocol = table, Total = rows };
        }
    }

    private static long? First(long[]? values) => values is [var first, ..] ? first : null;
}
