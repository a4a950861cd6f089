using System.Management.Automation;
using PSSocketStats.Parameters;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>Counts sockets: by protocol and state with the kernel's ceilings beside, or in groups by any of their properties.</summary>
/// <remarks>
/// <para>Without -GroupBy one object a protocol: what is really there, counted from the kernel's list, and the kernel's own counts and limits next to it. They differ, and both are shown: the kernel's "established" includes CLOSE-WAIT, its "timewait" includes closed FIN-WAIT-2, and what it counts for the whole machine says so in its name (MachineWide).</para>
/// <para>With -GroupBy one object a group, largest first, with Count and the summed queues. No object a socket is made: 500,000 sockets are counted about as fast as the kernel lists them.</para>
/// </remarks>
[Cmdlet(VerbsCommon.Get, "SocketSummary", DefaultParameterSetName = QuerySet)]
[OutputType(typeof(SocketSummary), typeof(SocketGroup))]
public sealed class GetSocketSummaryCommand : SocketQueryCommand
{
    /// <summary>The protocols to count. Without it: Tcp, Udp.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty]
    public SocketProtocol[] Protocol { get; set; } = [SocketProtocol.Tcp, SocketProtocol.Udp];

    /// <summary>Properties to group by, one or several.</summary>
    [Parameter(ParameterSetName = QuerySet, Position = 0), ValidateNotNullOrEmpty, SocketPropertyTransformation]
    public SocketProperty[]? GroupBy { get; set; }

    /// <summary>Show only the largest groups, this many.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = int.MaxValue;

    /// <summary>Group IPv4 peers by network: how many bits of the address count, 0 to 32.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateRange(0, 32)]
    public int? RemotePrefixLength { get; set; }

    /// <summary>Group IPv6 peers by network: how many bits of the address count, 0 to 128.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateRange(0, 128)]
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

    /// <summary>One dump answers everything.</summary>
    protected override void EndProcessing() => Answer(() =>
    {
        bool needsOwners = GroupBy?.Contains(SocketProperty.Process) is true;
        if (Query(Protocol, needsOwners) is not SocketQuery query) return;
        using var listing = new SocketListing(query, StopToken);
        if (GroupBy is null) Summarize(listing);
        else Group(listing, GroupBy);
        Complete(listing, query);
    });

    private void Summarize(SocketListing listing)
    {
        IReadOnlyList<SocketSummary> rows = listing.Summarize(Absent, out bool isComplete);
        foreach (SocketSummary row in rows) WriteObject(row);
        if (!isComplete) WriteWarning("The kernel's own counts (/proc/net/sockstat) cannot be read here: the numbers come from the list of sockets alone.");
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

    private void Absent(KernelRefusedException absent) => WriteError(Errors.From(absent, asksForMark: false));
}
