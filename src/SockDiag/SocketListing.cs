using SockDiag.Counters;
using SockDiag.Counting;
using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Names;
using SockDiag.Native;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag;

/// <summary>One call: its protocols are read one after the other, and their sockets share one owner table of the same moment.</summary>
/// <remarks>For callers that want to go on where one protocol fails, or to know what could not be seen; others use <see cref="SocketTable.Read"/>.</remarks>
public sealed class SocketListing : IDisposable
{
    private readonly SocketQuery _query;
    private readonly CancellationToken _stop;
    private readonly ListingSelection _selection;
    private int _gap;

    /// <summary>Prepares a listing; nothing is asked yet.</summary>
    /// <param name="query">What to ask for.</param>
    /// <param name="stop">Ends the reading.</param>
    public SocketListing(SocketQuery query, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        _query = query;
        _stop = stop;
        _selection = new ListingSelection(query, new Origin
        {
            Owners = query.SkipOwners ? null : new OwnerTable(cancel => ProcOwners.Read(query.ProcRoot, query.ProcessIds, cancel), stop),
            KernelRelease = Environment.OSVersion.Version,
            Users = new UserNames(),
            Cgroups = new CgroupPaths(query.ProcRoot),
        }, stop);
    }

    /// <summary>Signs that rows may be missing or repeated; known when the reading has ended.</summary>
    public DumpGap Gap => (DumpGap)_gap;

    /// <summary>After <see cref="Complete"/>: sockets whose owner is <see cref="OwnerVisibility.Hidden"/>, or whose listener's would be; where processes were asked for, sockets that were left out and may be theirs.</summary>
    public int HiddenOwners { get; private set; }

    /// <summary>After <see cref="Complete"/>: processes whose descriptors this user may not see.</summary>
    public int UnreadableProcesses { get; private set; }

    /// <summary>Reads the sockets of one protocol, in the kernel's order; none where they can be in no state that was asked for.</summary>
    /// <param name="protocol">One of the query's.</param>
    /// <exception cref="KernelRefusedException">The kernel refuses, or lacks the protocol.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<Socket> Read(SocketProtocol protocol) => Read(Family.Of(protocol));

    /// <summary>Reads TCP connections with the kernel's bookkeeping of each; those without it (listeners, TIME-WAIT, half-open, only bound) are left out.</summary>
    /// <exception cref="KernelRefusedException">The kernel refuses.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<TcpInfo> ReadTcpInfo() => Read(TcpWithInfo.Family).Cast<TcpInfo>();

    /// <summary>Counts the sockets of all the query's protocols by properties, without an object a socket; the largest groups first.</summary>
    /// <param name="grouping">By what.</param>
    /// <param name="absent">Told of a protocol that the kernel lacks; the others are counted all the same.</param>
    /// <exception cref="KernelRefusedException">The kernel refuses.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<SocketGroup> Count(SocketGrouping grouping, Action<KernelRefusedException> absent)
    {
        ArgumentNullException.ThrowIfNull(grouping);
        ArgumentNullException.ThrowIfNull(absent);
        var counter = new RecordCounter(grouping);
        _selection.Counter = counter;
        foreach (SocketProtocol protocol in _query.Protocols)
        {
            try
            {
                foreach (Socket _ in Read(protocol)) { } // none comes: they are counted
            }
            catch (KernelRefusedException refusal) when (refusal.IsProtocolMissing) { absent(refusal); }
        }
        _selection.Counter = null;
        return [.. counter.Groups()];
    }

    /// <summary>Counts the sockets of each of the query's protocols, and where the query selects none puts the kernel's own counts and limits beside; where it asks for every protocol that is listed, rows of what the kernel only counts follow.</summary>
    /// <param name="absent">Told of a protocol that the kernel lacks.</param>
    /// <param name="isComplete">False where the kernel's own counts could not be read.</param>
    /// <exception cref="KernelRefusedException">The kernel refuses.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<SocketSummary> Summarize(Action<KernelRefusedException> absent, out bool isComplete)
    {
        SockStat? kernel = _query.SelectsAll ? SockStat.Read(_query.ProcRoot) : null;
        IReadOnlyList<SocketGroup> groups = Count(SummaryRows.Grouping, absent);
        isComplete = kernel is null or { IsAvailable: true };
        bool isOverview = _query.Protocols.Contains(SocketProtocol.Tcp) && _query.Protocols.Contains(SocketProtocol.Udp);
        IEnumerable<SocketSummary> onlyByKernel = kernel is not null && isOverview ? SummaryRows.OnlyByKernel(kernel) : [];
        return [.. _query.Protocols.Select(protocol => SummaryRows.Counted(protocol, groups, kernel)), .. onlyByKernel.Where(row => !_query.Protocols.Any(counted => $"{counted}" == row.Protocol))];
    }

    private IEnumerable<Socket> Read(Family family)
    {
        if (family.StatesFor(_query) == SocketState.None || !family.CanMatch(_query.Filter)) yield break;
        _stop.ThrowIfCancellationRequested(); // before the kernel walks a table for nobody
        using var netlink = DiagSocket.Open();
        _selection.InterfaceName = index => Interfaces.NameOf(netlink, index);
        using IEnumerator<DatagramBatch>? batches = Ask(family, netlink);
        if (batches is null)
        {
            foreach (Socket socket in family.Proc!.Read(_query, family.StatesFor(_query), OpenTable, _selection)) yield return socket;
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
    }

    /// <summary>Ends a listing that was read to its end: waits for the owners, so that what was printed and what is kept are of one moment, and forgets those of other sockets.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Complete()
    {
        if (_selection.Origin.Owners is not OwnerTable { IsStarted: true } owners) return;
        OwnerCensus census = owners.Census();
        _stop.ThrowIfCancellationRequested(); // then the census is empty, and not to be kept
        UnreadableProcesses = census.UnreadableProcesses;
        if (!census.SawEverything) HiddenOwners = _query.ProcessIds is null ? _selection.WithoutOwner(census) : _selection.LeftOut;
        owners.Keep(_selection.OwningInodes);
    }

    /// <summary>Ends what still runs. The sockets go on answering.</summary>
    public void Dispose() => _selection.Origin.Owners?.Dispose();

    /// <summary>Opens a file of /proc/net, of the calling thread's network namespace; null where there is none of that name.</summary>
    private TextReader? OpenTable(string name)
    {
        string path = $"{_query.ProcRoot}/thread-self/net/{name}";
        return File.Exists(path) ? File.OpenText(path) : null;
    }

    /// <summary>Starts the best way to ask that this kernel understands; null where it lacks the family's module, and /proc has a table that tells what is asked.</summary>
    private IEnumerator<DatagramBatch>? Ask(Family family, DiagSocket netlink)
    {
        DumpAttempt[] attempts = [.. family.Attempts(family, _query, netlink)];
        for (int i = 0; ; i++)
        {
            IEnumerator<DatagramBatch> batches = DumpSequence.Read(attempts[i].Requests, request => Dump(OpenToAsk(), request, family), _stop).GetEnumerator();
            try
            {
                _selection.Rest = attempts[i].Rest;
                _selection.States = family.StatesFor(_query);
                _selection.Forget();
                return new StartedEnumerator<DatagramBatch>(batches, batches.MoveNext());
            }
            catch (KernelRefusedException refusal) when (refusal.Errno is Errno.EINVAL or Errno.EOPNOTSUPP && i + 1 < attempts.Length)
            {
                batches.Dispose();
            }
            catch (KernelRefusedException refusal) when (refusal.IsProtocolMissing && family.Proc?.Decides(_query.Filter) is true)
            {
                batches.Dispose();
                _selection.Rest = _query.Filter;
                return null;
            }
        }
    }

    private DiagSocket OpenToAsk()
    {
        var netlink = DiagSocket.Open();
        _selection.AskingInode = netlink.Inode;
        return netlink;
    }

    private IEnumerable<DatagramBatch> Dump(DiagSocket netlink, KernelRequest request, Family family)
    {
        using (netlink)
        {
            foreach (DatagramBatch batch in netlink.Dump(request, family.Protocol, gap => Interlocked.Or(ref _gap, (int)gap))) yield return batch;
        }
    }
}
