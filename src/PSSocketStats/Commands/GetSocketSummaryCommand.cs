using System.Management.Automation;
using PSSocketStats.Parameters;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>Counts sockets: by protocol and state with the kernel's ceilings beside, or in groups by any of their properties.</summary>
/// <remarks>
/// <para>
/// Without -GroupBy one object a protocol: what is really there, counted from the kernel's list, and the kernel's own counts and limits next to it. The two
/// differ, and both are shown: EstablishedByKernel includes CLOSE-WAIT, TimeWaitByKernel includes FIN-WAIT-2 that no program holds, InUseByKernel leaves out
/// TIME-WAIT, half-open and only bound sockets. What is of the whole machine, and not of this network namespace, says so in its name (MachineWide).
/// </para>
/// <para>
/// Where a parameter selects sockets, only those are counted; the kernel's own counts and limits, which are of all, are then null, and protocols that the
/// kernel only counts are left out.
/// </para>
/// <para>
/// With -GroupBy one object a group, largest first, with the grouped properties under their own names, Count and the summed queues. No object a socket is made:
/// 500,000 sockets are counted about as fast as the kernel lists them. No owner is looked up, unless by -GroupBy Process, -ProcessId or -ProcessName.
/// </para>
/// </remarks>
/// <example>
/// How many sockets, and of what kind
/// <code>Get-SocketSummary</code>
/// One line a protocol. TIME-WAIT and orphans stand beside how many there may be.
/// </example>
/// <example>
/// How near are the kernel's limits
/// <code>Get-SocketSummary | Where-Object Protocol -eq Tcp | Format-List Total, *Limit*, *MachineWide, *ByKernel, *LocalPort</code>
/// A number stands beside its ceiling. With more than half of OrphanedLimitMachineWide the kernel may begin to reset connections, and above
/// MemoryPressureBytesMachineWide no buffer grows any more.
/// </example>
/// <example>
/// In which states
/// <code>Get-SocketSummary -GroupBy Protocol, State</code>
/// ReceiveQueue and SendQueue are sums: what waits to be read, and what waits to be sent or acknowledged.
/// </example>
/// <example>
/// "Cannot assign requested address": are the ports to one destination running out
/// <code>Get-SocketSummary -Protocol Tcp -GroupBy LocalAddress, RemoteAddress, RemotePort -Top 5</code>
/// Each connection from one address to one destination needs a local port of its own, those in TIME-WAIT too. Compare Count with the number of ports from
/// FirstLocalPort to LastLocalPort, 28,232 by default. Rows whose local port is a listener's take none.
/// </example>
/// <example>
/// Whose churn is this
/// <code>Get-SocketSummary -State TimeWait -GroupBy RemoteAddress, RemotePort -Top 10</code>
/// TIME-WAIT lasts a minute: Count divided by 60 is how many connections a second were closed here first.
/// </example>
/// <example>
/// Which program leaks
/// <code>Get-SocketSummary -State CloseWait -GroupBy Process, RemoteAddress</code>
/// A number that only grows is a program that does not close what its peer has closed.
/// </example>
/// <example>
/// Who holds most sockets
/// <code>Get-SocketSummary -GroupBy Process, UserName -Top 10</code>
/// A group without a process is what the kernel alone holds, or what this user may not see.
/// </example>
/// <example>
/// Clients by network
/// <code>Get-SocketSummary -LocalPort 8080, 5432 -State Connected -GroupBy RemoteAddress -RemotePrefixLength 24 -RemotePrefixLengthIPv6 64 -Top 20</code>
/// A thousand addresses of one network are one line, as 10.0.9.0/24.
/// </example>
/// <example>
/// Who does not answer us
/// <code>Get-SocketSummary -State SynSent -GroupBy RemoteAddress, RemotePort</code>
/// All in one line is that destination; lines to everywhere are us: a route, a NAT table, our own firewall.
/// </example>
/// <example>
/// A flood of half-open connections
/// <code>Get-SocketSummary -State SynReceived -GroupBy LocalPort, RemoteAddress -RemotePrefixLength 16 -Top 10</code>
/// One or two are handshakes under way. Many from everywhere are a flood, many from a few networks clients that are far away.
/// </example>
/// <example>
/// Where bytes wait
/// <code>Get-SocketSummary -State Established -GroupBy Process | Sort-Object { $_.ReceiveQueue + $_.SendQueue } -Descending -Top 5</code>
/// ReceiveQueue: the program does not read. SendQueue: the peer does not, or the path is slow.
/// </example>
/// <example>
/// What grew in a minute
/// <code>
/// $before = Get-SocketSummary -GroupBy State, RemotePort
/// Start-Sleep 60
/// Compare-Object $before (Get-SocketSummary -GroupBy State, RemotePort) -Property State, RemotePort, Count |
///     Sort-Object RemotePort, State, SideIndicator
/// </code>
/// "&lt;=" is what was, "=>" what is now. What did not change is not shown.
/// </example>
/// <example>
/// By container or service
/// <code>Get-SocketSummary -GroupBy CgroupPath, State</code>
/// The cgroup is that in which the socket was made. TIME-WAIT and half-open ones have none.
/// </example>
/// <example>
/// Who uses which Unix socket
/// <code>Get-SocketSummary -Protocol Unix -State Established -GroupBy PeerPath, Process -Top 20</code>
/// One line a server and program, with the number of its connections. Those without a PeerPath are the servers' own ends, and pairs.
/// </example>
/// <example>
/// How many sockets in each network namespace
/// <code>Get-SocketSummary -NetworkNamespace * -GroupBy NetworkNamespace, State</code>
/// Without -GroupBy each namespace has rows of its own, with its own limits beside.
/// </example>
/// <example>
/// A check in a script
/// <code>
/// $tcp = Get-SocketSummary | Where-Object Protocol -eq Tcp
/// [pscustomobject]@{ CloseWait = $tcp.CloseWait; TimeWaitPercent = 100 * $tcp.TimeWait / $tcp.TimeWaitLimit } | ConvertTo-Json -Compress
/// </code>
/// Properties have names and units, so that nothing must be cut out of text.
/// </example>
[Cmdlet(VerbsCommon.Get, "SocketSummary", DefaultParameterSetName = QuerySet)]
[OutputType(typeof(SocketSummary), typeof(SocketGroup))]
public sealed class GetSocketSummaryCommand : SocketQueryCommand
{
    /// <summary>The protocols whose sockets are counted. Without it: Tcp, Udp.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Values(AreWords = true)]
    public SocketProtocol[] Protocol { get; set; } = [SocketProtocol.Tcp, SocketProtocol.Udp];

    /// <summary>
    /// Properties to count by, one or several; sockets that have the same values of all of them are a group. Without it sockets are counted by protocol.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet, Position = 0), ValidateNotNullOrEmpty, SocketPropertyTransformation]
    public SocketProperty[]? GroupBy { get; set; }

    /// <summary>Show only the largest groups, this many. Only with -GroupBy.</summary>
    [Parameter(ParameterSetName = QuerySet), Values, ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = int.MaxValue;

    /// <summary>
    /// Group IPv4 peers by network: how many bits of the address count, 0 to 32. Only with -GroupBy RemoteAddress, which then reads 10.0.9.0/24.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet), Values, ValidateRange(0, 32)]
    public int? RemotePrefixLength { get; set; }

    /// <summary>
    /// Group IPv6 peers by network: how many bits of the address count, 0 to 128. Only with -GroupBy RemoteAddress, which then reads 2001:db8::/64.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet), Values, ValidateRange(0, 128)]
    public int? RemotePrefixLengthIPv6 { get; set; }

    /// <summary>Prefix lengths and -Top say nothing without groups.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (SkipOwner && GroupBy?.Contains(SocketProperty.Process) is true)
            ThrowTerminatingError(Errors.NotTogether("SkipOwnerWithProcess", nameof(SkipOwner), nameof(GroupBy), "the owners are looked up to group by process."));
        foreach (string parameter in (string[])[nameof(Top), nameof(RemotePrefixLength), nameof(RemotePrefixLengthIPv6)])
        {
            bool isOfUse = parameter == nameof(Top) ? GroupBy is not null : GroupBy?.Contains(SocketProperty.RemoteAddress) is true;
            if (MyInvocation.BoundParameters.ContainsKey(parameter) && !isOfUse)
                ThrowTerminatingError(Errors.NotValid("GroupByMissing", parameter, MyInvocation.BoundParameters[parameter],
                    $"this shapes groups. Expected: -GroupBy{(parameter == nameof(Top) ? "" : " RemoteAddress")} with it; for example -GroupBy RemoteAddress -{parameter} {parameter switch { nameof(Top) => 10, nameof(RemotePrefixLength) => 24, _ => 64 }}."));
        }
    }

    private protected override SocketProtocol[] AskedProtocols => Protocol;

    /// <summary>One dump answers everything.</summary>
    protected override void EndProcessing() => Answer(() =>
    {
        bool needsOwners = GroupBy?.Contains(SocketProperty.Process) is true;
        if (Query(needsOwners) is not SocketQuery query) return;
        using var listing = new SocketListing(query, StopToken);
        if (GroupBy is null) Summarize(listing);
        else Group(listing, GroupBy);
        Complete(listing, query);
    });

    private void Summarize(SocketListing listing)
    {
        bool isAllComplete = true;
        InEachNamespace(where =>
        {
            IReadOnlyList<SocketSummary> rows = listing.Summarize(where, Absent, out bool isComplete);
            isAllComplete &= isComplete;
            foreach (SocketSummary row in rows) WriteRow(row);
        });
        if (!isAllComplete) WriteWarning("The kernel's own counts (/proc/net/sockstat) cannot be read here: the numbers come from the list of sockets alone.");
    }

    /// <summary>The grouped properties stand on the object under their own names, before the counts.</summary>
    private void Group(SocketListing listing, SocketProperty[] properties)
    {
        var grouping = new SocketGrouping(properties) { RemotePrefixLength = RemotePrefixLength, RemotePrefixLengthIPv6 = RemotePrefixLengthIPv6 };
        foreach (SocketGroup group in listing.Count(grouping, Absent).Take(Top))
        {
            var row = new PSObject();
            row.TypeNames.Insert(0, typeof(SocketGroup).FullName);
            foreach ((SocketProperty property, object? value) in grouping.Properties.Zip(group.Values)) row.Properties.Add(new PSNoteProperty($"{property}", value));
            row.Properties.Add(new PSNoteProperty(nameof(group.Count), group.Count));
            row.Properties.Add(new PSNoteProperty(nameof(group.ReceiveQueue), group.ReceiveQueue));
            row.Properties.Add(new PSNoteProperty(nameof(group.SendQueue), group.SendQueue));
            WriteObject(row);
        }
    }

    private void Absent(SockDiagException problem)
    {
        if (problem is NetworkNamespaceException unreachable) WriteUnreachable(unreachable);
        else WriteAbsent((KernelRefusedException)problem, Protocol);
    }
}
