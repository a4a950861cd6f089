namespace SockDiag.Families.Inet;

/// <summary>The TCP connections of a moment that are subflows of MPTCP ones, to find those of a connection.</summary>
internal sealed class MptcpSubflows
{
    private readonly ILookup<long, TcpInfo> _byToken;

    /// <param name="connections">All TCP connections: only tcp_info comes with what tells whose subflow one is.</param>
    /// <param name="reading">The reading whose sockets they are joined to: they answer with its owners and names.</param>
    public MptcpSubflows(IEnumerable<TcpInfo> connections, RecordReading reading) => _byToken = connections
        .Where(connection => connection.Ulp?.Mptcp?.LocalToken is not null)
        .ToLookup(connection => connection.Ulp!.Mptcp!.LocalToken!.Value, connection =>
        {
            reading.Learn(connection.Record.InterfaceIndex);
            return connection.WithOwnersOf(reading.Origin);
        });

    /// <summary>The subflows of a connection; null where none is known, though a connection has one: before Linux 6.15 the kernel tells them to callers with CAP_NET_ADMIN only.</summary>
    public MptcpSubflowList? Of(in InetRecord record, long? token)
    {
        TcpInfo[] found = token is long known ? [.. _byToken[known]] : [];
        return found.Length == 0 && record.State != SocketState.Listen ? null : new(found);
    }
}
