namespace SockDiag.Tests.Live;

/// <summary>The kernel's list, asked through the core for the test's own sockets. Owners are asked for by name: looking them up takes as long as the machine has descriptors.</summary>
internal static class Rows
{
    private static readonly SocketProtocol[] _protocols = [SocketProtocol.Tcp, SocketProtocol.Udp];

    /// <summary>What a query answers, with the owners of a moment at which nobody forks.</summary>
    public static Socket[] Read(SocketQuery query)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        return query.SkipOwners ? [.. SocketTable.Read(query, stop)] : Fork.Without<Socket[]>(() => [.. SocketTable.Read(query, stop)]);
    }

    /// <summary>The one row of a socket, TCP or UDP.</summary>
    public static InetSocket Of(NativeSocket socket, bool owners = false, bool detailed = false) => OfCookie(socket.Cookie, owners, detailed);

    /// <summary>The one row of what has that cookie: also of a socket that was closed meanwhile.</summary>
    public static InetSocket OfCookie(ulong cookie, bool owners = false, bool detailed = false) => (InetSocket)Assert.Single(Read(
        new SocketQuery(_protocols) { Filter = new SocketFilter.Cookie(new HashSet<ulong> { cookie }), SkipOwners = !owners, Detailed = detailed }));

    /// <summary>The one row of a socket of any kind.</summary>
    public static T Of<T>(SocketProtocol protocol, NativeSocket socket, bool owners = false) where T : Socket =>
        Assert.Single(All<T>(protocol, new SocketFilter.Inode(new HashSet<uint> { (uint)socket.Inode }), owners));

    /// <summary>The rows of any kind.</summary>
    public static T[] All<T>(SocketProtocol protocol, SocketFilter? filter = null, bool owners = false, SocketState states = SocketState.All) where T : Socket =>
        [.. Read(new SocketQuery(protocol) { Filter = filter, States = states, SkipOwners = !owners }).Cast<T>()];

    public static TcpSocket[] Tcp(SocketFilter? filter = null, SocketState states = SocketState.All, bool owners = false) => [.. Read(new SocketQuery(SocketProtocol.Tcp) { Filter = filter, States = states, SkipOwners = !owners }).Cast<TcpSocket>()];

    public static UdpSocket[] Udp(SocketFilter? filter = null, SocketState states = SocketState.All, bool owners = false) => [.. Read(new SocketQuery(SocketProtocol.Udp) { Filter = filter, States = states, SkipOwners = !owners }).Cast<UdpSocket>()];

    public static SocketFilter LocalPort(int port) => Port(EndpointSide.Local, port);

    public static SocketFilter RemotePort(int port) => Port(EndpointSide.Remote, port);

    /// <summary>Sockets with these two ports.</summary>
    public static SocketFilter Ports(int local, int remote) => new SocketFilter.And(LocalPort(local), RemotePort(remote));

    public static SocketFilter Addresses(EndpointSide side, params IEnumerable<string> prefixes) =>
        new SocketFilter.Address(side, new AddressSet(prefixes.Select(Prefix)));

    public static AddressPrefix Prefix(string text) => AddressPrefix.TryParse(text, out AddressPrefix prefix) ? prefix : throw new FormatException(text);

    private static SocketFilter Port(EndpointSide side, int port) => new SocketFilter.Port(side, new PortSet(new PortRange(port)));
}
