namespace SockDiag.Tests.Live.Connections;

/// <summary>The kernel's bookkeeping, asked through the core for the test's own connections.</summary>
internal static class ConnectionRows
{
    public static TcpInfo[] All(SocketFilter? filter = null, bool detailed = false, bool owners = false, SocketState states = SocketState.All) => Read(
        new SocketQuery(SocketProtocol.Tcp) { Filter = filter, Detailed = detailed, SkipOwners = !owners, States = states });

    /// <summary>The one of a socket.</summary>
    public static TcpInfo Of(NativeSocket socket, bool detailed = false, bool owners = false) => Assert.Single(All(new SocketFilter.Cookie(new HashSet<ulong> { socket.Cookie }), detailed, owners));

    private static TcpInfo[] Read(SocketQuery query)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        return query.SkipOwners ? [.. SocketTable.ReadTcpInfo(query, stop)] : Fork.Without<TcpInfo[]>(() => [.. SocketTable.ReadTcpInfo(query, stop)]);
    }
}
