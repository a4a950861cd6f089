using System.Collections.Concurrent;
using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Families.Smc;
using SockDiag.Families.Unix;
using SockDiag.Names;
using SockDiag.Namespaces;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag;

/// <summary>Where sockets come from: what those of one listing share to answer with names. A recording has neither owners nor names, for it may be another machine's.</summary>
/// <remarks>Its dictionaries, and those of what it holds, are made when they are first used: a listing of TCP uses hardly one, and each kind of dictionary is a dozen types that the runtime has to make first.</remarks>
internal sealed class Origin
{
    private ConcurrentDictionary<(InetAddress, int Zone), string>? _addresses;
    private ConcurrentDictionary<int, string>? _interfaces;
    private ConcurrentDictionary<long, Origin>? _others;
    private ConcurrentDictionary<SocketProtocol, Listeners>? _listeners;
    private ConcurrentDictionary<string, string>? _texts;
    private string? _lastText;

    /// <summary>Null for that of the thread that asked, and in a recording.</summary>
    public NetworkNamespace? NetworkNamespace { get; init; }

    /// <summary>Null where owners are not looked up.</summary>
    public OwnerTable? Owners { get; init; }

    /// <summary>Null where peers are not looked up.</summary>
    public Peers? Peers { get; init; }

    /// <summary>The owners of peers, who may be any process; null where peers are not looked up.</summary>
    public OwnerTable? PeerOwners { get; init; }

    /// <summary>Null in a recording.</summary>
    public UserNames? Users { get; init; }

    /// <summary>Null in a recording.</summary>
    public CgroupPaths? Cgroups { get; init; }

    /// <summary>Null in a recording.</summary>
    public CgroupOrigins? CgroupOrigins { get; init; }

    /// <summary>The listeners by protocol, read when the first connection is met that waits in an accept queue.</summary>
    public ConcurrentDictionary<SocketProtocol, Listeners> ListenersOf => LazyInitializer.EnsureInitialized(ref _listeners, () => new());

    /// <summary>What Unix sockets say of each other.</summary>
    public UnixNeighbours UnixNeighbours { get; init; } = new(open: null);

    /// <summary>The subflows of MPTCP connections, read when the first connection is met.</summary>
    public MptcpSubflows? Subflows { get; set; }

    /// <summary>The TCP sockets under SMC ones, read when the first is met whose record has no address.</summary>
    public SmcTcpSockets? SmcTcpSockets { get; set; }

    /// <summary>What was lacking to ask for names; null where nothing was.</summary>
    public ResourceLimitException? Shortage => UnixNeighbours.Shortage ?? _others?.Values.Select(other => other.Shortage).OfType<ResourceLimitException>().FirstOrDefault();

    /// <summary>The running kernel's release; null in a recording.</summary>
    public Version? KernelRelease { get; init; }

    /// <summary>The same for the sockets of another network namespace: interfaces and listeners are its own.</summary>
    public Origin In(NetworkNamespace where) => LazyInitializer.EnsureInitialized(ref _others, () => new()).GetOrAdd(where.Inode, _ => new()
    {
        NetworkNamespace = where,
        Owners = Owners,
        Peers = Peers,
        PeerOwners = PeerOwners,
        Users = Users,
        Cgroups = Cgroups,
        CgroupOrigins = CgroupOrigins,
        KernelRelease = KernelRelease,
        UnixNeighbours = new UnixNeighbours(() => OpenIn(where)),
    });

    /// <summary>A listing was read to its end: what was not told until now is not asked for any more.</summary>
    public void Complete()
    {
        UnixNeighbours.Complete();
        if (_others is null) return;
        foreach (Origin other in _others.Values) other.Complete();
    }

    private static DiagSocket OpenIn(NetworkNamespace where)
    {
        using var entrance = new NamespaceEntrance();
        return entrance.Run(where, DiagSocket.Open);
    }

    /// <summary>A name that many sockets share: the same bytes give the same instance.</summary>
    public string Text(ReadOnlySpan<byte> bytes)
    {
        string? known = _lastText;
        if (known is not null && System.Text.Ascii.Equals(bytes, known)) return known; // nearly all connections have the same
        string text = EscapedText.Of(bytes);
        return _lastText = LazyInitializer.EnsureInitialized(ref _texts, () => new()).GetOrAdd(text, text); // not interned: a recording may have a million
    }

    /// <summary>The address's text; the same address gives the same instance.</summary>
    public string AddressText(InetAddress address, int interfaceIndex)
    {
        ConcurrentDictionary<(InetAddress, int Zone), string> addresses = LazyInitializer.EnsureInitialized(ref _addresses, () => new());
        int zone = address.IsLinkLocal ? interfaceIndex : 0;
        return addresses.TryGetValue((address, zone), out string? known) ? known : addresses.GetOrAdd((address, zone), Text);

        string Text((InetAddress Address, int Zone) key) => key.Zone == 0 ? key.Address.ToString() : $"{key.Address}%{InterfaceName(key.Zone)}";
    }

    /// <summary>The interface's name, its index where it has none.</summary>
    public string InterfaceName(int index) => _interfaces is not null && _interfaces.TryGetValue(index, out string? name) ? name : index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Asks once for the name of an interface that a record names: later it may be gone, or another.</summary>
    public void Learn(int interfaceIndex, Func<int, string?> nameOf)
    {
        ConcurrentDictionary<int, string> interfaces = LazyInitializer.EnsureInitialized(ref _interfaces, () => new());
        if (!interfaces.ContainsKey(interfaceIndex) && nameOf(interfaceIndex) is string name) interfaces.TryAdd(interfaceIndex, name);
    }

    public string? UserName(uint id) => Users?.NameOf(id);

    public string? CgroupPath(ulong id) => Cgroups?.PathOf(id);

    /// <summary>Where the socket comes from: its first owner's cgroup, or its own where nobody has it.</summary>
    public CgroupOrigin? CgroupOrigin<TRecord>(in TRecord record, string? cgroupPath) where TRecord : struct, ISocketRecord<TRecord> =>
        (FirstOwner(in record) is { ProcessId: int id } ? CgroupOrigins?.OfProcess(id) : null) ?? (cgroupPath is null ? null : CgroupOrigins?.OfPath(cgroupPath));

    public OwnerEntry? FirstOwner<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord>
    {
        if (Owners is null) return null;
        if (record.HeldInode != 0) return Owners.Census().First(record.HeldInode);
        return record.IsAwaitingAccept && OwnerEntriesOf(in record) is [var first, ..] ? first : null;
    }

    public string ProcessName(int processId) => Owners!.Census().ProcessName(processId);

    /// <summary>The first owner of the socket at the other end; null where there is none here, where nobody was found, and where peers are not looked up.</summary>
    public OwnerEntry? FirstPeer<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord>
    {
        if (PeerOwners is null || record.PeerInodes(this) is not { Count: > 0 } inodes) return null;
        OwnerCensus census = PeerOwners.Census();
        OwnerEntry? first = null;
        foreach (uint inode in inodes)
        {
            if (census.First(inode) is OwnerEntry owner && (first is not OwnerEntry best || OwnerCensus.Compare(owner, best) < 0)) first = owner;
        }
        return first;
    }

    public string? PeerName<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord> =>
        FirstPeer(in record) is { ProcessId: int id } ? PeerOwners!.Census().ProcessName(id) : null;

    public SocketOwnerList OwnersOf<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord>
    {
        List<OwnerEntry> owners = OwnerEntriesOf(in record);
        return owners.Count == 0
            ? SocketOwnerList.Empty
            : new([.. owners.ConvertAll(owner => new SocketOwner(owner.ProcessId, ProcessName(owner.ProcessId), owner.FileDescriptor))]);
    }

    public OwnerVisibility OwnerVisibility<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord>
    {
        if (Owners is null) return SockDiag.OwnerVisibility.NotAsked;
        if (record.IsAwaitingAccept) return SockDiag.OwnerVisibility.AwaitingAccept;
        if (record.HeldInode == 0) return SockDiag.OwnerVisibility.Kernel;
        OwnerCensus census = Owners.Census();
        if (census.First(record.HeldInode) is not null) return SockDiag.OwnerVisibility.Visible;
        return census.SawEverything ? SockDiag.OwnerVisibility.Unknown : SockDiag.OwnerVisibility.Hidden;
    }

    /// <summary>The inodes under which owners are found: the socket's own, or those of the listeners in whose queue it waits.</summary>
    public IReadOnlyList<uint> OwningInodes<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord> =>
        record.HeldInode != 0 ? [record.HeldInode] : record.ListenerInodes(ListenersOf.GetValueOrDefault(Listeners.ProtocolFor(record.Protocol)));

    private List<OwnerEntry> OwnerEntriesOf<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord>
    {
        IReadOnlyList<uint> inodes = OwningInodes(in record);
        var owners = new List<OwnerEntry>();
        if (Owners is null || inodes.Count == 0) return owners;
        OwnerCensus census = Owners.Census();
        foreach (uint inode in inodes) census.AddOwners(inode, owners);
        owners.Sort(OwnerCensus.Compare);
        return owners;
    }
}
