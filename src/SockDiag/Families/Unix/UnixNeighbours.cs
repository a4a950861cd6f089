using System.Runtime.InteropServices;
using SockDiag.Native;
using SockDiag.Netlink;

namespace SockDiag.Families.Unix;

/// <summary>What the Unix sockets of one listing say of each other: the kernel tells of the other end an inode alone, and who waits in an accept queue only where that is asked for.</summary>
/// <remarks>What the listing's records do not tell is asked for once, at the time of the listing: a record that is read while others are to come, or when the listing was ended early.</remarks>
/// <param name="open">Opens a socket by which the kernel is asked; null where there is no kernel, but a recording.</param>
internal sealed class UnixNeighbours(Func<DiagSocket>? open)
{
    private readonly object _gate = new();
    private Dictionary<int, UnixName>? _shared; // by the hash of their bytes
    private Dictionary<uint, UnixName>? _names; // of the sockets that have one
    private Dictionary<uint, uint[]>? _clients; // by their listeners
    private Dictionary<uint, uint>? _listeners; // by their clients
    private bool _knowsNames = open is null;
    private bool _knowsQueues = open is null;

    /// <summary>What was lacking when the kernel was to be asked; null where nothing was.</summary>
    public ResourceLimitException? Shortage { get; private set; }

    /// <summary>Takes the name of a socket.</summary>
    /// <returns>One for all sockets of the name; null where it is none.</returns>
    public UnixName? LearnName(uint inode, ReadOnlySpan<byte> told)
    {
        ReadOnlySpan<byte> bytes = UnixName.BytesIn(told);
        if (bytes.IsEmpty) return null;
        var hash = new HashCode();
        hash.AddBytes(bytes);
        lock (_gate)
        {
            ref UnixName? shared = ref CollectionsMarshal.GetValueRefOrAddDefault(_shared ??= [], hash.ToHashCode(), out _);
            if (shared is null || !shared.Bytes.SequenceEqual(bytes)) shared = new(bytes.ToArray());
            return (_names ??= [])[inode] = shared;
        }
    }

    /// <summary>Takes the inodes of the clients in a listener's queue.</summary>
    public void LearnClients(uint listener, ReadOnlySpan<byte> inodes)
    {
        uint[] clients = MemoryMarshal.Cast<byte, uint>(inodes[..(inodes.Length & ~3)]).ToArray();
        lock (_gate)
        {
            (_clients ??= [])[listener] = clients;
            foreach (uint client in clients) (_listeners ??= [])[client] = listener;
        }
    }

    /// <summary>Asks who waits in which queue, unless that was done.</summary>
    public void LearnQueues()
    {
        lock (_gate)
        {
            if (_knowsQueues) return;
            _knowsQueues = true;
            Ask(netlink =>
            {
                HashSet<uint> longQueues = [];
                Read(netlink, UnixRequest.Dump(SocketState.Listen, UnixShow.Queues), record =>
                {
                    if (record.QueueFields?.Receive > 0) longQueues.Add(record.Inode);
                });
                // The finished dump before made the kernel's pieces as long as they can be. A queue that is longer still ends the answer without a word.
                Read(netlink, UnixRequest.Dump(SocketState.Listen, UnixShow.AcceptQueue), record => longQueues.Remove(record.Inode));
                foreach (uint listener in longQueues.Take(MostExactQuestions)) ReadQueueOf(netlink, listener);
            });
        }
    }

    /// <summary>What a socket is bound to; null where it is to nothing, or gone.</summary>
    public UnixName? NameOf(uint inode)
    {
        lock (_gate)
        {
            if (_names?.GetValueOrDefault(inode) is UnixName name) return name;
            if (_knowsNames) return null;
            _knowsNames = true;
            Ask(netlink => Read(netlink, UnixRequest.Dump(UnixDomain.Family.States, UnixShow.Name), _ => { }));
            return _names?.GetValueOrDefault(inode);
        }
    }

    /// <summary>The listener in whose queue a client waits.</summary>
    public uint? ListenerOf(uint client)
    {
        lock (_gate) return _listeners is not null && _listeners.TryGetValue(client, out uint listener) ? listener : null;
    }

    /// <summary>The clients in a listener's queue; null where the kernel did not say.</summary>
    public uint[]? ClientsOf(uint listener)
    {
        lock (_gate) return _clients?.GetValueOrDefault(listener);
    }

    /// <summary>All records were read: what they did not tell is not there.</summary>
    public void Complete()
    {
        lock (_gate) _knowsNames = _knowsQueues = true;
    }

    // Those that come behind a queue which ended the answer; each takes a walk through all sockets.
    private const int MostExactQuestions = 64;

    /// <summary>What cannot be asked is not known: a property of a socket is no place for an error.</summary>
    private void Ask(Action<DiagSocket> ask)
    {
        try
        {
            using DiagSocket netlink = open!();
            ask(netlink);
        }
        catch (ResourceLimitException shortage) { Shortage = shortage; } // the listing says so at its end
        catch (SockDiagException) { }
    }

    private void Read(DiagSocket netlink, KernelRequest request, Action<UnixRecord> each)
    {
        foreach (DatagramBatch batch in netlink.Dump(request, SocketProtocol.Unix, _ => { }))
        {
            using (batch)
            {
                for (int i = 0; i < batch.Count; i++) Read(batch[i], each);
            }
        }
    }

    /// <summary>Asked for by itself, a queue may be a tenth as long; where it is longer the kernel says so.</summary>
    private void ReadQueueOf(DiagSocket netlink, uint listener)
    {
        try
        {
            using DatagramBatch? answer = netlink.Ask(UnixRequest.Exact(listener, UnixShow.AcceptQueue), SocketProtocol.Unix);
            if (answer is not null) Read(answer[0], _ => { });
        }
        catch (KernelRefusedException) { }
    }

    private void Read(Datagram datagram, Action<UnixRecord> each)
    {
        var messages = new MessageReader(datagram.Bytes.Span);
        while (messages.Read())
        {
            if (messages.Header.nlmsg_type != LinuxHeaders.SOCK_DIAG_BY_FAMILY) continue;
            UnixRecord.Parse(messages.Payload, messages.PayloadOffset, this, out UnixRecord record, out _);
            each(record);
        }
    }
}
