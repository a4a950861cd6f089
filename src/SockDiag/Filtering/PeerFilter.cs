namespace SockDiag.Filtering;

/// <summary>What a filter says of the sockets at the other ends.</summary>
internal static class PeerFilter
{
    /// <summary>The peers of the sockets that a filter wants, and perhaps others: their ends are the same the other way round, of all else nothing follows. Null where all may be.</summary>
    public static SocketFilter? OfPeers(this SocketFilter? filter) => filter switch
    {
        SocketFilter.Port(var side, var ports) => new SocketFilter.Port(Other(side), ports),
        SocketFilter.Address(var side, var addresses) => new SocketFilter.Address(Other(side), addresses),
        SocketFilter.And(var left, var right) => SocketFilter.AllOf(left.OfPeers(), right.OfPeers()),
        SocketFilter.Or(var left, var right) => left.OfPeers() is SocketFilter one && right.OfPeers() is SocketFilter other ? new SocketFilter.Or(one, other) : null,
        _ => null,
    };

    private static EndpointSide Other(EndpointSide side) => side == EndpointSide.Local ? EndpointSide.Remote : EndpointSide.Local;
}
