using System.Management.Automation;
using PSSocketStats.Parameters;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>The parameters that select sockets, for every cmdlet that does. Values of one parameter are alternatives, different parameters must all hold.</summary>
public abstract class SocketQueryCommand : SocketCommand
{
    /// <summary>The parameter set of questions.</summary>
    private protected const string QuerySet = "Query";

    /// <summary>The parameter set of sockets that are looked up again.</summary>
    private protected const string InputSet = "InputObject";

    private readonly List<int> _processIds = [];
    private NamespaceArguments? _namespaces;
    private SocketFilter? _filter;

    /// <summary>
    /// States of the sockets, several separated by commas; ss's words (TIME-WAIT, estab, listening) and the groups Connected, Synchronized, Bucket, Big and All
    /// are understood. A protocol whose sockets can be in none of them is not asked.
    /// </summary>
    // The range keeps None, which cannot be asked for, out of completion.
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, SocketStateTransformation, ValidateRange(SocketState.Established, SocketState.All | SocketState.NewSynReceived)]
    public SocketState State { get; set; } = SocketState.All;

    /// <summary>Only sockets that wait for peers: listeners of TCP, MPTCP, SCTP, DCCP, Unix, TIPC, vsock and SMC, sockets of UDP and UDP-Lite that are not connected; of other protocols none. Not together with -State.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    public SwitchParameter Listening { get; set; }

    /// <summary>The sockets' own address family. An IPv6 socket with an IPv4 peer is IPv6.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNull, Values(AreWords = true)]
    public SocketAddressFamily? AddressFamily { get; set; }

    /// <summary>
    /// Local addresses: an address (10.0.0.5, ::1, fe80::1%eth0), a prefix (10.0.0.0/8) or a host name, which stands for all its addresses. What is bound is
    /// compared: 0.0.0.0 and :: find the sockets of all addresses, and only those.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names, ArgumentCompleter(typeof(AddressCompleter))]
    public string[]? LocalAddress { get; set; }

    /// <summary>Addresses of the peer, as for -LocalAddress.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names, ArgumentCompleter(typeof(AddressCompleter))]
    public string[]? RemoteAddress { get; set; }

    /// <summary>Local ports: numbers, ranges ('8000-8099') or names of services (https).</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, PortRangeTransformation, ArgumentCompleter(typeof(PortCompleter))]
    public PortRange[]? LocalPort { get; set; }

    /// <summary>Ports of the peer, as for -LocalPort.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, PortRangeTransformation, ArgumentCompleter(typeof(PortCompleter))]
    public PortRange[]? RemotePort { get; set; }

    /// <summary>Ports of either side, as for -LocalPort.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, PortRangeTransformation, ArgumentCompleter(typeof(PortCompleter))]
    public PortRange[]? Port { get; set; }

    /// <summary>
    /// Ids of the processes that hold the sockets, also from the pipeline (Get-Process nginx | Get-Socket). Connections that wait for their process to accept
    /// them are included.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty, Values, Alias("Id", "PID", "OwningProcess"), ArgumentCompleter(typeof(ProcessIdCompleter))]
    public int[]? ProcessId { get; set; }

    /// <summary>
    /// Names of the processes that hold the sockets, with wildcards: the kernel's name (at most 15 characters) or the full one that Get-Process shows.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names, SupportsWildcards, ArgumentCompleter(typeof(ProcessNameCompleter))]
    public string[]? ProcessName { get; set; }

    /// <summary>Users who made the sockets, by name or id.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names, ArgumentCompleter(typeof(UserCompleter))]
    public string[]? User { get; set; }

    /// <summary>Devices that the sockets are bound to (SO_BINDTODEVICE), by name or index.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names, ArgumentCompleter(typeof(InterfaceCompleter))]
    public string[]? Interface { get; set; }

    /// <summary>Marks of the sockets (SO_MARK): a value, or a value and a mask (0x10/0xff). The kernel tells them to callers with CAP_NET_ADMIN only.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names]
    public string[]? Mark { get; set; }

    /// <summary>Cgroups v2 in which the sockets were made, by path (/system.slice/nginx.service); those below are included.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names, ArgumentCompleter(typeof(CgroupCompleter))]
    public string[]? Cgroup { get; set; }

    /// <summary>Inode numbers of the sockets.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Values, ValidateRange(1L, (long)uint.MaxValue)]
    public long[]? Inode { get; set; }

    /// <summary>Cookies: the kernel's own numbers of the sockets.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Values]
    public ulong[]? Cookie { get; set; }

    /// <summary>
    /// Paths of Unix sockets, with wildcards, as Path has them: /run/docker.sock, '@/tmp/.X11-unix/*'. A socket is found by what it is bound to and by what its peer is
    /// bound to, so with a server come its clients; Where-Object Path tells them apart. Capital and small letters differ, as they do in paths.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names(AllowsNul = true), SupportsWildcards, ArgumentCompleter(typeof(PathCompleter))]
    public string[]? Path { get; set; }

    /// <summary>Who can reach the sockets. -Listening -BindScope Address, AnyIPv4, AnyIPv6, AnyDualStack is what is exposed beyond this machine.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Values(AreWords = true)]
    public BindScope[]? BindScope { get; set; }

    /// <summary>
    /// Network namespaces whose sockets are listed instead of the current one's: the name of a file under /run/netns, the id of a process that is in it (a
    /// container's), the path of a file that stands for it, or * for all that there are. Needs CAP_SYS_ADMIN.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Names, ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? NetworkNamespace { get; set; }

    /// <summary>Do not look up which process holds the sockets. Not together with -ProcessId and -ProcessName.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    public SwitchParameter SkipOwner { get; set; }

    /// <summary>Also ask for what the kernel tells only when asked: Memory, and of Get-Socket's properties TypeOfService, TrafficClass and ClassId.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>What relative paths are from: the shell's own, which is not its process's.</summary>
    internal string CurrentFolder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>Whether it is looked up who is at the other ends.</summary>
    private protected virtual bool IncludesPeers => false;

    /// <summary>Whose sockets are asked for.</summary>
    private protected abstract SocketProtocol[] AskedProtocols { get; }

    /// <summary>Whether the kernel is asked for marks, which needs a privilege.</summary>
    private bool AsksForMark => Mark is not null;

    /// <summary>Whether processes are given by id, here or by the pipe.</summary>
    private bool AsksForProcessIds => ProcessId is not null || MyInvocation.ExpectingInput;

    /// <summary>Refuses what cannot mean anything before anything is asked.</summary>
    protected override void BeginProcessing()
    {
        if (Listening && MyInvocation.BoundParameters.ContainsKey(nameof(State)))
            ThrowTerminatingError(Errors.NotTogether("ListeningWithState", nameof(Listening), nameof(State), "-Listening says which states each protocol waits in."));
        if (AddressFamily is not null && !AskedProtocols.Any(SocketQuery.HasAddresses)) ThrowTerminatingError(Errors.NotForProtocol(nameof(AddressFamily), AskedProtocols));
        if (ProcessName is not null)
        {
            RefuseSkipOwnerWith(nameof(ProcessName));
            if (NamePatterns.FirstNotValid(ProcessName) is string notValid) ThrowTerminatingError(Errors.NotValid("ProcessNameNotValid", nameof(ProcessName), notValid,
                "this is no pattern. Expected: a name, with * for any characters, ? for one, [a-z] for one of several, and a backtick before one of these that means itself; for example -ProcessName nginx, 'php*'."));
        }
        if (AsksForProcessIds) RefuseSkipOwnerWith(nameof(ProcessId));
        if (SkipOwner && IncludesPeers) ThrowTerminatingError(Errors.NotTogether("SkipOwnerWithPeer", nameof(SkipOwner), "IncludePeer", "the owners are looked up to say who is at the other end."));
        if (MyInvocation.BoundParameters.Count == 0) return; // nothing to make a filter of, nor to make its code ready for
        try
        {
            if (NetworkNamespace is not null) _namespaces = new NamespaceArguments(this, NetworkNamespace, StopToken);
            _filter = new FilterArguments(this, _namespaces?.Found, StopToken).Filter(AskedProtocols);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested) { } // Ctrl+C
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

    /// <summary>The question that the parameters make; null where a pipe brought no process, or none of the processes or namespaces exists: then there is nothing to answer.</summary>
    private protected SocketQuery? Query(bool needsOwners)
    {
        IReadOnlyCollection<int>? processes = AsksForProcessIds || ProcessName is not null ? Processes() : null;
        if (processes is { Count: 0 } || _namespaces is { Found.Count: 0 }) return null;
        return new SocketQuery(AskedProtocols)
        {
            States = BindScope is null ? State : State & (SocketState.Listen | SocketState.Unconnected | SocketState.BoundInactive), // only those have a scope
            Listening = Listening,
            AddressFamily = AddressFamily,
            Filter = _filter,
            Detailed = Detailed,
            SkipOwners = processes is null && !needsOwners,
            IncludePeers = IncludesPeers,
            ProcessIds = processes,
            NetworkNamespaces = _namespaces?.Found,
        };
    }

    /// <summary>A protocol that the kernel lacks leaves the others their answer. It is an error where it was asked for by name.</summary>
    private protected void WriteAbsent(KernelRefusedException absent, SocketProtocol[] asked)
    {
        ErrorRecord error = Errors.From(absent, asksForMark: false);
        if (asked.Contains(SocketProtocol.All) && !asked.Contains(absent.Protocol!.Value)) WriteVerbose(error.ErrorDetails.RecommendedAction);
        else WriteError(error);
    }

    /// <summary>Does something for each network namespace that is asked; one that cannot be entered leaves the others their answer.</summary>
    private protected void InEachNamespace(Action<NetworkNamespace?> ask)
    {
        if (_namespaces is null) ask(null);
        else _namespaces.ForEach(ask);
    }

    /// <summary>Writes a row. Where several network namespaces are asked, a type name of its own selects the view that has a column for them.</summary>
    private protected void WriteRow(object row)
    {
        if (_namespaces is not { Found.Count: > 1 })
        {
            WriteObject(row);
            return;
        }
        var shown = new PSObject(row);
        shown.TypeNames.Insert(0, row switch
        {
            TcpInfo => "SockDiag.TcpInfo#InNamespaces",
            SocketSummary => "SockDiag.SocketSummary#InNamespaces",
            _ => "SockDiag.Socket#InNamespaces",
        });
        WriteObject(shown);
    }

    /// <summary>Says of a namespace that it cannot be entered, or counts it.</summary>
    private protected void WriteUnreachable(NetworkNamespaceException unreachable) => _namespaces!.Unreachable(unreachable);

    /// <summary>Runs what asks the kernel. Its failures end the command, each as an error with advice.</summary>
    private protected void Answer(Action ask)
    {
        try { ask(); }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested) { } // Ctrl+C
        catch (SockDiagException failure) { ThrowTerminatingError(Errors.From(failure, AsksForMark)); }
    }

    /// <summary>Ends a listing that was read to its end, and says once what could not be seen.</summary>
    private protected void Complete(SocketListing listing, SocketQuery query)
    {
        listing.Complete();
        if (listing.OwnerSource is OwnerSource source) WriteVerbose($"Owners: {source}.");
        if (Warnings.Hidden(listing, query) is string hidden) WriteWarning(hidden);
        if (Warnings.Shortage(listing) is string shortage) WriteWarning(shortage);
        if (Warnings.HiddenPeers(listing) is string hiddenPeers) WriteWarning(hiddenPeers);
        if (Warnings.Gap(listing) is string gap) WriteWarning(gap);
        if (Warnings.Unlisted(listing) is string unlisted) WriteWarning(unlisted);
        if (_namespaces?.Warning is string closed) WriteWarning(closed);
    }

    /// <summary>The processes to look into. Called where some were asked for: a first call does without its code.</summary>
    private HashSet<int>? Processes()
    {
        HashSet<int>? wanted = null;
        if (AsksForProcessIds)
        {
            HashSet<int> running = [.. RunningProcess.Ids()];
            foreach (int missing in _processIds.Distinct().Where(id => !running.Contains(id))) WriteError(Errors.ProcessNotFound(missing));
            wanted = [.. _processIds.Where(running.Contains)];
        }
        if (ProcessName is not null)
        {
            var names = new NamePatterns(ProcessName, ignoreCase: true);
            IEnumerable<int> named = RunningProcess.All(stop: StopToken)
                .Where(process => names.Match(process.Name) || names.Match(process.FullName))
                .Select(process => process.Id);
            wanted = wanted is null ? [.. named] : [.. wanted.Intersect(named)];
        }
        return wanted;
    }
}
