using SockDiag.Counting;
using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Families.Smc;
using SockDiag.Owners;

namespace SockDiag;

/// <summary>Which records a listing wants, and what the wanted ones ask of the owner table.</summary>
internal sealed class ListingSelection(SocketQuery query, Origin origin, CancellationToken stop) : RecordReading(origin)
{
    /// <summary>The inodes of the rows that have one.</summary>
    public List<uint> Inodes { get; } = new(capacity: 64);

    /// <summary>Of each row that waits for accept(), the inodes of the listeners in whose queue it may be.</summary>
    public List<uint[]> ListenerInodes { get; } = [];

    /// <summary>The inodes under which the owners of the rows' peers are found.</summary>
    public List<uint> PeerInodes { get; } = [];

    /// <summary>All inodes that the rows refer to.</summary>
    public List<uint> OwningInodes => ListenerInodes.Count == 0 ? Inodes : [.. Inodes, .. ListenerInodes.SelectMany(listeners => listeners)];

    /// <summary>Rows left out because none of the processes asked for was seen to hold them.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Takes the records instead of sockets being made of them; null where sockets are wanted.</summary>
    public IRecordTaker? Taker { get; set; }

    /// <summary>Names an interface in the namespace that is being read.</summary>
    private Func<int, string?> _interfaceName = _ => null;

    /// <summary>From now on records come from there.</summary>
    /// <param name="where">What the sockets of that namespace share.</param>
    /// <param name="rest">The part of the filter that the kernel does not decide.</param>
    /// <param name="states">The states that are wanted.</param>
    /// <param name="interfaceName">Names an interface of that namespace.</param>
    public void ReadFrom(Origin where, SocketFilter? rest, SocketState states, Func<int, string?> interfaceName)
    {
        Origin = where;
        Rest = rest;
        States = states;
        Forget();
        _interfaceName = interfaceName;
    }

    public override MptcpSubflows? Subflows => Origin.Subflows ??= ReadSubflows();

    public override SmcTcpSockets? SmcTcpSockets => Origin.SmcTcpSockets ??= new(ReadTcp(Origin, stop));

    public override SocketAddressFamily? AddressFamily => query.AddressFamily;

    public override void Learn(int interfaceIndex)
    {
        if (interfaceIndex != 0) Origin.Learn(interfaceIndex, _interfaceName);
    }

    /// <summary>Whether a record that the filter leaves is wanted.</summary>
    public bool Selects<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord>
    {
        if (!WantsOwnerOf(in record)) return false;
        Learn(record.InterfaceIndex);
        if (Origin.PeerOwners is OwnerTable peers) LookUpPeer(in record, peers);
        if (Taker is null) return true;
        Taker.Add(in record, Origin);
        return false; // taken is enough
    }

    /// <summary>Rows whose owner, or whose listener's, nobody was seen to be.</summary>
    public int WithoutOwner(OwnerCensus census) => Inodes.Count(inode => census.First(inode) is null) + ListenerInodes.Count(listeners => !AnyIsHeld(listeners, census));

    private bool WantsOwnerOf<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord>
    {
        if (Origin.Owners is not OwnerTable owners) return true;
        if (record.HeldInode != 0)
        {
            if (!WantsHoldersOf([record.HeldInode], owners)) return false;
            Inodes.Add(record.HeldInode);
            return true;
        }
        if (!record.IsAwaitingAccept) return query.ProcessIds is null; // the kernel's own: nothing to look up
        uint[] listeners = [.. record.ListenerInodes(ListenersOf(record.Protocol, Origin, stop))];
        if (!WantsHoldersOf(listeners, owners)) return false;
        ListenerInodes.Add(listeners);
        return true;
    }

    private bool WantsHoldersOf(ReadOnlySpan<uint> inodes, OwnerTable owners)
    {
        owners.Start();
        if (query.ProcessIds is null || AnyIsHeld(inodes, owners.Census())) return true;
        LeftOut++;
        return false;
    }

    private void LookUpPeer<TRecord>(in TRecord record, OwnerTable owners) where TRecord : struct, ISocketRecord<TRecord>
    {
        IReadOnlyList<uint> inodes = record.PeerInodes(Origin);
        if (inodes.Count == 0) return;
        owners.Start();
        PeerInodes.AddRange(inodes);
    }

    private static bool AnyIsHeld(ReadOnlySpan<uint> inodes, OwnerCensus census)
    {
        foreach (uint inode in inodes)
        {
            if (census.First(inode) is not null) return true;
        }
        return false;
    }

    /// <summary>Those of a network namespace, read when the first connection is met that waits in an accept queue. Listeners alone are asked for: that costs a tenth of a millisecond.</summary>
    public static Listeners ListenersOf(SocketProtocol protocol, Origin origin, CancellationToken stop)
    {
        SocketProtocol listening = Listeners.ProtocolFor(protocol);
        return origin.ListenersOf.GetOrAdd(listening, _ => new(Read(new SocketQuery(listening) { States = SocketState.Listen, SkipOwners = true }, origin, stop)));
    }

    private static List<InetRecord> Read(SocketQuery query, Origin origin, CancellationToken stop)
    {
        using var listing = new SocketListing(query, stop);
        return [.. listing.Read(query.Protocols[0], origin.NetworkNamespace).OfType<InetSocket>().Select(socket => socket.Record)];
    }

    private static Func<SocketState, IEnumerable<InetRecord>> ReadTcp(Origin origin, CancellationToken stop) =>
        states => Read(new SocketQuery(SocketProtocol.Tcp) { States = states, SkipOwners = true }, origin, stop);

    /// <summary>All of TCP is walked, with tcp_info: only that tells whose subflow a connection is.</summary>
    private MptcpSubflows ReadSubflows()
    {
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp) { Detailed = query.Detailed, SkipOwners = true }, stop);
        return new(listing.ReadTcpInfo(Origin.NetworkNamespace), this);
    }
}
