using System.Management.Automation;
using PSSocketStats.Parameters;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>The parameters that select sockets, for every cmdlet that does. Values of one parameter are alternatives, different parameters must all hold.</summary>
public abstract class SocketQueryCommand : SocketCommand
{
    private readonly List<int> _processIds = [];
    private SocketFilter? _filter;

    /// <summary>
    /// States of the sockets, several separated by commas; ss's words (TIME-WAIT, estab, listening) and the groups Connected, Synchronized, Bucket, Big and All
    /// are understood. A protocol whose sockets can be in none of them is not asked.
    /// </summary>
    [Parameter, ValidateNotNullOrEmpty, SocketStateTransformation]
    public SocketState State { get; set; } = SocketState.All;

    /// <summary>Only sockets that wait for peers: TCP listeners, UDP sockets that are not connected. Not together with -State.</summary>
    [Parameter]
    public SwitchParameter Listening { get; set; }

    /// <summary>The sockets' own address family. An IPv6 socket with an IPv4 peer is IPv6.</summary>
    [Parameter, ValidateNotNull]
    public SocketAddressFamily? AddressFamily { get; set; }

    /// <summary>
    /// Local addresses: an address (10.0.0.5, ::1, fe80::1%eth0), a prefix (10.0.0.0/8) or a host name, which stands for all its addresses. What is bound is
    /// compared: 0.0.0.0 and :: find the sockets of all addresses, and only those.
    /// </summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[]? LocalAddress { get; set; }

    /// <summary>Addresses of the peer, as for -LocalAddress.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[]? RemoteAddress { get; set; }

    /// <summary>Local ports: numbers, ranges ('8000-8099') or names of services (https).</summary>
    [Parameter, ValidateNotNullOrEmpty, PortRangeTransformation]
    public PortRange[]? LocalPort { get; set; }

    /// <summary>Ports of the peer, as for -LocalPort.</summary>
    [Parameter, ValidateNotNullOrEmpty, PortRangeTransformation]
    public PortRange[]? RemotePort { get; set; }

    /// <summary>Ports of either side, as for -LocalPort.</summary>
    [Parameter, ValidateNotNullOrEmpty, PortRangeTransformation]
    public PortRange[]? Port { get; set; }

    /// <summary>
    /// Ids of the processes that hold the sockets, also from the pipeline (Get-Process nginx | Get-Socket). Connections that wait for their process to accept
    /// them are included.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty, NoNullElement, Alias("Id", "PID", "OwningProcess")]
    public int[]? ProcessId { get; set; }

    /// <summary>
    /// Names of the processes that hold the sockets, with wildcards: the kernel's name (at most 15 characters) or the full one that Get-Process shows.
    /// </summary>
    [Parameter, ValidateNotNullOrEmpty, SupportsWildcards]
    public string[]? ProcessName { get; set; }

    /// <summary>Users who made the sockets, by name or id.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[]? User { get; set; }

    /// <summary>Devices that the sockets are bound to (SO_BINDTODEVICE), by name or index.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[]? Interface { get; set; }

    /// <summary>Marks of the sockets (SO_MARK): a value, or a value and a mask (0x10/0xff). The kernel tells them to callers with CAP_NET_ADMIN only.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[]? Mark { get; set; }

    /// <summary>Cgroups v2 in which the sockets were made, by path (/system.slice/nginx.service); those below are included.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[]? Cgroup { get; set; }

    /// <summary>Inode numbers of the sockets.</summary>
    [Parameter, ValidateNotNullOrEmpty, NoNullElement, ValidateRange(1L, (long)uint.MaxValue)]
    public long[]? Inode { get; set; }

    /// <summary>Cookies: the kernel's own numbers of the sockets.</summary>
    [Parameter, ValidateNotNullOrEmpty, NoNullElement]
    public ulong[]? Cookie { get; set; }

    /// <summary>Who can reach the sockets. -Listening -BindScope Address, AnyIPv4, AnyIPv6, AnyDualStack is what is exposed beyond this machine.</summary>
    [Parameter, ValidateNotNullOrEmpty, NoNullElement]
    public BindScope[]? BindScope { get; set; }

    /// <summary>Do not look up which process holds the sockets. Not together with -ProcessId and -ProcessName.</summary>
    [Parameter]
    public SwitchParameter SkipOwner { get; set; }

    /// <summary>Whether the kernel is asked for marks, which needs a privilege.</summary>
    private protected bool AsksForMark => Mark is not null;

    /// <summary>Refuses what cannot mean anything before anything is asked.</summary>
    protected override void BeginProcessing()
    {
        if (Listening && MyInvocation.BoundParameters.ContainsKey(nameof(State)))
            ThrowTerminatingError(Errors.NotTogether("ListeningWithState", nameof(Listening), nameof(State), "-Listening says which states each protocol waits in."));
        if (ProcessName is not null) RefuseSkipOwnerWith(nameof(ProcessName));
        if (ProcessId is not null || MyInvocation.ExpectingInput) RefuseSkipOwnerWith(nameof(ProcessId));
        try { _filter = new FilterArguments(this, StopToken).Filter(); }
        catch (SockDiagException failure) { ThrowTerminatingError(Errors.From(failure, AsksForMark)); } // names of interfaces are asked for there
    }

    private void RefuseSkipOwnerWith(string parameter)
    {
        if (SkipOwner) ThrowTerminatingError(Errors.NotTogether("SkipOwnerWithProcess", nameof(SkipOwner), parameter, "the owners are looked up to select by process."));
    }

    /// <summary>Piped ids are collected: one dump answers them all.</summary>
    protected override void ProcessRecord()
    {
        if (ProcessId is not null) _processIds.AddRange(ProcessId);
    }

    /// <summary>The question that the parameters make; null where a pipe brought no process, or none of the processes exists: then there is nothing to answer.</summary>
    private protected SocketQuery? Query(IReadOnlyList<SocketProtocol> protocols, bool detailed)
    {
        IReadOnlyCollection<int>? processes = Processes();
        if (processes is { Count: 0 }) return null;
        return new SocketQuery(protocols)
        {
            States = BindScope is null ? State : State & (SocketState.Listen | SocketState.Unconnected | SocketState.BoundInactive), // only those have a scope
            Listening = Listening,
            AddressFamily = AddressFamily,
            Filter = _filter,
            Detailed = detailed,
            SkipOwners = SkipOwner,
            ProcessIds = processes,
        };
    }

    /// <summary>The processes to look into; null where none were asked for.</summary>
    private HashSet<int>? Processes()
    {
        bool isPiped = MyInvocation.ExpectingInput;
        if (!isPiped && ProcessId is null && ProcessName is null) return null;
        HashSet<int>? wanted = null;
        if (isPiped || ProcessId is not null)
        {
            HashSet<int> running = [.. RunningProcess.Ids()];
            foreach (int missing in _processIds.Distinct().Where(id => !running.Contains(id))) WriteError(Errors.ProcessNotFound(missing));
            wanted = [.. _processIds.Where(running.Contains)];
        }
        if (ProcessName is not null)
        {
            WildcardPattern[] patterns = [.. ProcessName.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase))];
            IEnumerable<int> named = RunningProcess.All()
                .Where(process => patterns.Any(pattern => pattern.IsMatch(process.Name) || pattern.IsMatch(process.FullName)))
                .Select(process => process.Id);
            wanted = wanted is null ? [.. named] : [.. wanted.Intersect(named)];
        }
        return wanted;
    }
}
