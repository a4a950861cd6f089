using SockDiag.Counters;
using SockDiag.Counting;
using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Families.Unix;
using SockDiag.Filtering;
using SockDiag.Names;
using SockDiag.Namespaces;
using SockDiag.Native;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag;

/// <summary>One call: its protocols are read one after the other, and their sockets share one owner table of the same moment.</summary>
/// <remarks>For callers that want to go on where one protocol fails, or to know what could not be seen; others use <see cref="SocketTable.Read"/>.</remarks>
public sealed class SocketListing : IDisposable
{
    private readonly SocketQuery _query;
    private readonly Func<DiagSocket> _open;
    private readonly CancellationToken _stop;
    private readonly ListingSelection _selection;
    private readonly NamespaceEntrance _entrance = new();
    private readonly DumpSequence _dumps;
    private readonly Origin _origin;
    private int _gap;

    /// <summary>Prepares a listing; nothing is asked yet.</summary>
    /// <param name="query">What to ask for.</param>
    /// <param name="stop">Ends the reading.</param>
    public SocketListing(SocketQuery query, CancellationToken stop = default)
        : this(query, DiagSocket.Open, OwnerSearch.OfThisProcess.Read, stop)
    {
    }

    /// <summary>The same with others to ask.</summary>
    /// <param name="query">What to ask for.</param>
    /// <param name="open">Opens a socket that answers.</param>
    /// <param name="findOwners">Reads who holds which socket.</param>
    /// <param name="stop">Ends the reading.</param>
    internal SocketListing(SocketQuery query, Func<DiagSocket> open, Func<SocketQuery, CancellationToken, OwnerCensus> findOwners, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(query);
        _query = query;
        _open = open;
        _stop = stop;
        _dumps = new DumpSequence(stop);
        OwnerTable? owners = query.SkipOwners ? null : new OwnerTable(cancel => findOwners(query, cancel), stop);
        _origin = new Origin
        {
            Owners = owners,
            Peers = query.IncludePeers ? new Peers(query, stop) : null,
            PeerOwners = PeerOwners(query, owners, stop),
            KernelRelease = Environment.OSVersion.Version,
            Users = new UserNames(),
            Cgroups = new CgroupPaths(query.ProcRoot),
            CgroupOrigins = new CgroupOrigins(query.ProcRoot),
            UnixNeighbours = new UnixNeighbours(DiagSocket.Open),
        };
        _selection = new ListingSelection(query, _origin, stop);
    }

    /// <summary>Signs that rows may be missing or repeated; known when the reading has ended.</summary>
    public DumpGap Gap => (DumpGap)_gap;

    /// <summary>After <see cref="Complete"/>: sockets whose owner is <see cref="OwnerVisibility.Hidden"/>, or whose listener's would be; where processes were asked for, sockets that were left out and may be theirs.</summary>
    public int HiddenOwners { get; private set; }

    /// <summary>After <see cref="Complete"/>: processes whose descriptors this user may not see.</summary>
    public int UnreadableProcesses { get; private set; }

    /// <summary>After <see cref="Complete"/>: where the owners came from, and why from there; null where no row needed one.</summary>
    public OwnerSource? OwnerSource { get; private set; }

    /// <summary>After <see cref="Complete"/>: sockets at other ends that have an inode, and whose owner was not found while some process could not be read or may not be seen.</summary>
    public int HiddenPeers { get; private set; }

    /// <summary>After <see cref="Complete"/>: what the process lacked, so that owners or paths of peers are missing; null if it lacked nothing.</summary>
    public ResourceLimitException? Shortage { get; private set; }

    /// <summary>Reads the sockets of one protocol, in the kernel's order; none where they can be in no state that was asked for.</summary>
    /// <param name="protocol">One of the query's.</param>
    /// <param name="where">One of the query's network namespaces; null for that of the calling thread.</param>
    /// <exception cref="ResourceLimitException">The process may have no further descriptor, or no thread to enter a namespace.</exception>
    /// <exception cref="KernelRefusedException">The kernel refuses, or lacks the protocol.</exception>
    /// <exception cref="NetworkNamespaceException">The namespace is gone, or may not be entered.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<Socket> Read(SocketProtocol protocol, NetworkNamespace? where = null) => Read(Family.Of(protocol), where);

    /// <summary>Reads TCP connections with the kernel's bookkeeping of each; those without it (listeners, TIME-WAIT, half-open, only bound) are left out.</summary>
    /// <param name="where">One of the query's network namespaces; null for that of the calling thread.</param>
    /// <exception cref="ResourceLimitException">The process may have no further descriptor, or no thread to enter a namespace.</exception>
    /// <exception cref="KernelRefusedException">The kernel refuses.</exception>
    /// <exception cref="NetworkNamespaceException">The namespace is gone, or may not be entered.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<TcpInfo> ReadTcpInfo(NetworkNamespace? where = null) => Read(TcpWithInfo.Family, where).Cast<TcpInfo>();

    /// <summary>Counts the sockets of all the query's protocols and network namespaces by properties, without an object a socket; the largest groups first.</summary>
    /// <param name="grouping">By what.</param>
    /// <param name="absent">Told of a protocol that the kernel lacks, once, and of a namespace that cannot be entered; the others are counted all the same.</param>
    /// <exception cref="ResourceLimitException">The process may have no further descriptor, or no thread to enter a namespace.</exception>
    /// <exception cref="KernelRefusedException">The kernel refuses.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<SocketGroup> Count(SocketGrouping grouping, Action<SockDiagException> absent) => Count(grouping, _query.Places, absent);

    /// <summary>Counts the sockets of each of the query's protocols in one network namespace, and where the query selects none puts the kernel's own counts and limits beside; where it asks for TCP and UDP, rows of what the kernel only counts follow.</summary>
    /// <param name="where">One of the query's network namespaces; null for that of the calling thread.</param>
    /// <param name="absent">Told of a protocol that the kernel lacks.</param>
    /// <param name="isComplete">False where the kernel's own counts could not be read.</param>
    /// <exception cref="ResourceLimitException">The process may have no further descriptor, or no thread to enter a namespace.</exception>
    /// <exception cref="KernelRefusedException">The kernel refuses.</exception>
    /// <exception cref="NetworkNamespaceException">The namespace is gone, or may not be entered.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<SocketSummary> Summarize(NetworkNamespace? where, Action<SockDiagException> absent, out bool isComplete)
    {
        NetworkNamespaceException? unreachable = null;
        IReadOnlyList<SocketGroup> groups = Count(SummaryRows.Grouping, [where], problem =>
        {
            if (problem is NetworkNamespaceException gone) unreachable = gone;
            else absent(problem);
        });
        if (unreachable is not null) throw unreachable;
        // The counts and limits of a namespace are told to threads that are in it.
        (IReadOnlyList<SocketSummary> rows, isComplete) = _entrance.Run(ElseCurrent(where), () =>
        {
            SockStat? kernel = _query.SelectsAll ? SockStat.Read(_query.ProcRoot) : null;
            return (SummaryRows.All(_query.Protocols, groups, kernel), kernel is null or { IsAvailable: true });
        });
        string? name = ElseCurrent(where)?.Name;
        foreach (SocketSummary row in rows) row.NetworkNamespace = name;
        return rows;
    }

    private List<SocketGroup> Count(SocketGrouping grouping, IEnumerable<NetworkNamespace?> places, Action<SockDiagException> absent)
    {
        var counter = new RecordCounter(grouping);
        var told = new HashSet<SocketProtocol>();
        _selection.Taker = counter;
        foreach (NetworkNamespace? where in places)
        {
            try
            {
                foreach (SocketProtocol protocol in _query.Protocols.Where(protocol => !told.Contains(protocol))) Count(protocol, where);
            }
            catch (NetworkNamespaceException unreachable) { absent(unreachable); }
        }
        _selection.Taker = null;
        return [.. counter.Groups()];

        void Count(SocketProtocol protocol, NetworkNamespace? where)
        {
            try
            {
                foreach (Socket _ in Read(protocol, where)) { } // none comes: they are counted
            }
            catch (KernelRefusedException refusal) when (refusal.IsProtocolMissing)
            {
                told.Add(protocol); // it is the kernel that lacks it, not the namespace
                absent(refusal);
            }
        }
    }

    /// <summary>Hands the records of one protocol over, without an object a socket.</summary>
    internal void Take(SocketProtocol protocol, NetworkNamespace? where, IRecordTaker taker)
    {
        _selection.Taker = taker;
        foreach (Socket _ in Read(protocol, where)) { } // none comes: they are taken
        _selection.Taker = null;
    }

    private IEnumerable<Socket> Read(Family family, NetworkNamespace? place)
    {
        if (!family.CanAnswer(_query)) yield break;
        _stop.ThrowIfCancellationRequested(); // before the kernel walks a table for nobody
        NetworkNamespace? where = ElseCurrent(place);
        using var sockets = new OpenSockets(() => _entrance.Run(where, _open));
        DiagSocket netlink = sockets.Take();
        SocketQuery query = _query.Filter is SocketFilter filter ? _query.With(filter.In(netlink)) : _query;
        long? counted = CountOf(family, where);
        using IEnumerator<DatagramBatch>? batches = Ask(family, query, sockets, netlink, where);
        if (batches is null)
        {
            foreach (Socket socket in family.Proc!.Read(query, family.StatesFor(query), name => OpenTable(name, where), _selection)) yield return socket;
            yield break;
        }
        while (batches.MoveNext())
        {
            using DatagramBatch batch = batches.Current;
            for (int i = 0; i < batch.Count; i++)
            {
                foreach (Socket socket in SocketTable.Sockets(batch[i], family, _selection)) yield return socket;
            }
        }
        // Counted before and behind: one that was opened or closed meanwhile is not missing.
        if (counted > _selection.DifferentOnes && CountOf(family, where) > _selection.DifferentOnes) Interlocked.Or(ref _gap, (int)DumpGap.Unlisted);
    }

    /// <summary>How many sockets the kernel says that the family has; null where its list tells that by itself.</summary>
    private long? CountOf(Family family, NetworkNamespace? where)
    {
        if (family.CountedAs is not string name) return null;
        using TextReader? table = OpenTable("protocols", where);
        return table is null ? null : ProtocolCount.Of(table, name);
    }

    /// <summary>Ends a listing that was read to its end: waits for the owners, so that what was printed and what is kept are of one moment, and forgets those of other sockets.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Complete()
    {
        _origin.Complete();
        Shortage = _origin.Shortage;
        OwnerTable? owners = _origin.Owners, peerOwners = _origin.PeerOwners;
        if (owners is { IsStarted: true } && Census(owners) is var census)
        {
            if (!census.SawEverything) HiddenOwners = _query.ProcessIds is null ? _selection.WithoutOwner(census) : _selection.LeftOut;
            if (peerOwners != owners) owners.Keep(_selection.OwningInodes);
        }
        if (peerOwners is { IsStarted: true } && Census(peerOwners) is var others)
        {
            if (!others.SawEverything) HiddenPeers = _selection.PeerInodes.Count(inode => others.First(inode) is null);
            peerOwners.Keep(peerOwners == owners ? [.. _selection.OwningInodes, .. _selection.PeerInodes] : _selection.PeerInodes);
        }
        _origin.Peers?.KeepAskedFor();
        if (owners is { IsStarted: true }) _origin.CgroupOrigins?.Learn(owners.Census().ProcessIds, _stop);
    }

    private OwnerCensus Census(OwnerTable owners)
    {
        OwnerCensus census = owners.Census();
        _stop.ThrowIfCancellationRequested(); // then the census is empty, and not to be kept
        OwnerSource = census.Source;
        Shortage ??= census.Shortage;
        UnreadableProcesses = Math.Max(UnreadableProcesses, census.UnreadableProcesses);
        return census;
    }

    /// <summary>Ends what still runs. The sockets go on answering.</summary>
    public void Dispose()
    {
        _origin.Owners?.Dispose();
        _origin.PeerOwners?.Dispose();
        _origin.Peers?.Dispose();
        _entrance.Dispose();
    }

    /// <summary>Peers may be any process: where some are asked for, all others are looked into too.</summary>
    private static OwnerTable? PeerOwners(SocketQuery query, OwnerTable? owners, CancellationToken stop)
    {
        if (!query.IncludePeers) return null;
        var ofAll = new SocketQuery { ProcRoot = query.ProcRoot };
        return owners is not null && query.ProcessIds is null ? owners : new OwnerTable(cancel => OwnerSearch.OfThisProcess.Read(ofAll, cancel), stop);
    }

    /// <summary>The calling thread need not enter where it is.</summary>
    private static NetworkNamespace? ElseCurrent(NetworkNamespace? where) => where is { IsCurrent: true } ? null : where;

    /// <summary>Opens a file of /proc/net as a thread of that network namespace sees it; null where there is none of that name.</summary>
    private TextReader? OpenTable(string name, NetworkNamespace? where) => _entrance.Run(where, () =>
    {
        string path = $"{_query.ProcRoot}/thread-self/net/{name}";
        try { return File.Exists(path) ? File.OpenText(path) : null; }
        catch (IOException e) when (ResourceLimitException.OfDescriptors(e.HResult, $"read {path}") is ResourceLimitException shortage) { throw shortage; } // HResult is the errno
    });

    /// <summary>Starts the best way to ask that this kernel understands; null where it lacks the family's module, and /proc has a table that tells what is asked.</summary>
    private StartedEnumerator<DatagramBatch>? Ask(Family family, SocketQuery query, OpenSockets sockets, DiagSocket netlink, NetworkNamespace? where)
    {
        DumpAttempt[] attempts = [.. family.Attempts(family, query, netlink)];
        Origin origin = where is null ? _origin : _origin.In(where);
        sockets.GiveBack(netlink); // names of interfaces may be asked for beside an answer
        for (int i = 0; ; i++)
        {
            IEnumerator<DatagramBatch> batches = _dumps.Read(attempts[i].Requests, attempts[i].InOne, request => Dump(sockets, Take(sockets), request, family)).GetEnumerator();
            try
            {
                _selection.ReadFrom(origin, attempts[i].Rest, family.StatesFor(query), index => Interfaces.NameOf(netlink, index));
                return new StartedEnumerator<DatagramBatch>(batches, batches.MoveNext());
            }
            catch (KernelRefusedException refusal) when (refusal.Errno is Errno.EINVAL or Errno.EOPNOTSUPP && i + 1 < attempts.Length)
            {
                batches.Dispose();
            }
            catch (KernelRefusedException refusal) when (refusal.IsProtocolMissing && family.Proc?.Decides(query.Filter) is true)
            {
                batches.Dispose();
                _selection.ReadFrom(origin, query.Filter, family.StatesFor(query), index => Interfaces.NameOf(netlink, index));
                return null;
            }
        }
    }

    private DiagSocket Take(OpenSockets sockets)
    {
        DiagSocket netlink = sockets.Take();
        _selection.AskingInode = netlink.Inode;
        return netlink;
    }

    private IEnumerable<DatagramBatch> Dump(OpenSockets sockets, DiagSocket netlink, KernelRequest request, Family family)
    {
        foreach (DatagramBatch batch in netlink.Dump(request, family.Protocol, gap => Interlocked.Or(ref _gap, (int)gap))) yield return batch;
        sockets.GiveBack(netlink);
    }
}
