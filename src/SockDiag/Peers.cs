using System.Collections.Concurrent;
using SockDiag.Counting;
using SockDiag.Families.Inet;
using SockDiag.Filtering;
using SockDiag.Owners;

namespace SockDiag;

/// <summary>
/// Who is at the other end of the connections of one listing. The first one makes it ask for all connected sockets of its protocol and network namespace, so
/// that both ends are of one moment.
/// </summary>
internal sealed class Peers : IDisposable
{
    // Of these a program may hold the socket: not of TIME-WAIT and half-open ones.
    private const SocketState States = SocketState.Connected & SocketState.Big;

    private readonly SocketListing _listing;
    private readonly CancellationToken _stop;
    private readonly IReadOnlyList<NetworkNamespace?> _places;
    private readonly ConcurrentDictionary<(SocketProtocol, long Namespace), ConnectedSockets> _here = new();
    private readonly ConcurrentDictionary<SocketProtocol, ConnectedSockets> _anywhere = new();

    /// <param name="query">What the listing asks for: its peers have the same ends, the other way round.</param>
    /// <param name="stop">Ends the reading.</param>
    public Peers(SocketQuery query, CancellationToken stop)
    {
        _places = query.Places;
        _stop = stop;
        _listing = new SocketListing(new SocketQuery { States = States, Filter = query.Filter.OfPeers(), SkipOwners = true }, stop);
    }

    /// <summary>The inodes under which the owners of the socket at the other end are found; none where it is not on this machine, or where nobody holds it.</summary>
    /// <param name="connection">A socket of the listing.</param>
    /// <param name="where">Its network namespace.</param>
    public IReadOnlyList<uint> Of(in InetRecord connection, NetworkNamespace? where)
    {
        if ((connection.State & SocketState.Connected & ~SocketState.TimeWait) == 0 || connection.RemotePort == 0) return [];
        SocketProtocol protocol = connection.Protocol;
        Ends other = Ends.Of(in connection).Swapped;
        if (Here(protocol, where).InodesOf(other) is IReadOnlyList<uint> inodes) return inodes;
        bool mayBeElsewhere = _places.Count > 1 && !other.IsLoopback;
        return (mayBeElsewhere ? Anywhere(protocol).InodesOf(other) : null) ?? [];
    }

    /// <summary>Forgets the sockets that are nobody's peers.</summary>
    public void KeepAskedFor()
    {
        foreach (ConnectedSockets sockets in _here.Values.Concat(_anywhere.Values)) sockets.KeepAskedFor();
    }

    public void Dispose() => _listing.Dispose();

    private ConnectedSockets Here(SocketProtocol protocol, NetworkNamespace? where) => _here.GetOrAdd((protocol, where?.Inode ?? 0), _ => Read(protocol, where));

    private ConnectedSockets Anywhere(SocketProtocol protocol) => _anywhere.GetOrAdd(protocol, _ =>
    {
        var all = new ConnectedSockets();
        foreach (NetworkNamespace? place in _places)
        {
            try { all.AddReachable(Here(protocol, place is { IsCurrent: true } ? null : place)); }
            catch (NetworkNamespaceException) { } // the listing says so
        }
        return all;
    });

    private ConnectedSockets Read(SocketProtocol protocol, NetworkNamespace? where)
    {
        var found = new ConnectedSockets();
        _listing.Take(protocol, where, new Taker(found, _stop));
        return found;
    }

    private sealed class Taker(ConnectedSockets found, CancellationToken stop) : IRecordTaker
    {
        public void Add<TRecord>(in TRecord record, Origin origin) where TRecord : struct, Families.ISocketRecord<TRecord>
        {
            if (record is InetRecord inet) found.Add(Ends.Of(in inet), inet.Inode, inet.IsAwaitingAccept ? [.. inet.ListenerInodes(ListingSelection.ListenersOf(inet.Protocol, origin, stop))] : []);
        }
    }
}
