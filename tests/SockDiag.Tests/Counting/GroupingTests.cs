using System.Net;
using SockDiag.Tests.Live;

namespace SockDiag.Tests.Counting;

/// <summary>Groups that the core counts without an object a socket, against the sockets themselves, over sockets of every kind.</summary>
public class GroupingTests(Crowd crowd) : IClassFixture<Crowd>
{
    public static TheoryData<SocketProperty> Properties { get; } = [.. Enum.GetValues<SocketProperty>()];

    public static TheoryData<string> Several { get; } =
    [
        "State, Protocol",
        "Protocol, State",
        "RemoteAddress, RemotePort",
        "Process, State",
        "LocalAddress, LocalAddress",
        "Protocol, State, LocalAddress, RemotePort, UserName",
        string.Join(", ", Enum.GetNames<SocketProperty>()),
    ];

    public static TheoryData<int?, int?> PrefixLengths { get; } = new()
    {
        { 24, null },
        { null, 64 },
        { 24, 64 },
        { 0, 0 },
        { 32, 128 },
        { 9, 10 },
        { 1, 127 },
    };

    [Theory, MemberData(nameof(Properties))]
    public void CountsByOnePropertyAreThoseOfTheSockets(SocketProperty property) => AssertSame(new(property));

    [Theory, MemberData(nameof(Several))]
    public void CountsBySeveralPropertiesAreThoseOfTheSockets(string properties) => AssertSame(new(properties.Split(", ").Select(Enum.Parse<SocketProperty>)));

    [Theory, MemberData(nameof(PrefixLengths))]
    public void CountsByThePeersNetworkAreThoseOfTheSockets(int? length, int? lengthIPv6) =>
        AssertSame(new(SocketProperty.RemoteAddress) { RemotePrefixLength = length, RemotePrefixLengthIPv6 = lengthIPv6 });

    [Fact]
    public void AFilterThatTheKernelDecidesSelects() => AssertSame(new(SocketProperty.State), Rows.Addresses(EndpointSide.Local, "127.0.0.0/24"), SocketState.Connected);

    [Fact]
    public void AFilterThatTheKernelCannotDecideSelects() => AssertSame(new(SocketProperty.State), new SocketFilter.Scope(new HashSet<BindScope> { BindScope.Loopback, BindScope.AnyIPv4 }));

    [Fact]
    public void TheLargestGroupsComeFirst() => crowd.Enter(() =>
    {
        long[] counts = [.. Groups.Counted(new(SocketProperty.State, SocketProperty.LocalPort), Crowded).Select(group => group.Count)];
        Assert.Equal(counts.OrderDescending(), counts);
        Assert.True(counts[0] > counts[^1]);
    });

    /// <summary>Else the sums would say little.</summary>
    [Fact]
    public void QueuesAreSummed() => crowd.Enter(() =>
    {
        SocketGroup established = Groups.Counted(new(SocketProperty.State), Crowded, SocketState.Established)[0];
        Assert.InRange(established.ReceiveQueue, 100, long.MaxValue);
    });

    [Fact]
    public void WhereNothingIsFoundThereIsNoGroup() => crowd.Enter(() => Assert.Empty(Groups.Counted(new(SocketProperty.State), new SocketFilter.Inode(new HashSet<uint> { 1 }))));

    [Fact]
    public void WhereTheOwnersAreNotToBeLookedUpTheProcessIsNull() => crowd.Enter(() =>
    {
        using var listing = new SocketListing(new(SocketProtocol.Tcp) { Filter = Crowded, SkipOwners = true }, TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(listing.Count(new(SocketProperty.Process), absent => throw absent)).Values[0]);
    });

    [Fact]
    public void OnlyTheProcessesAskedForAreCounted() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Start();
        child.Run($"exec 8<>/dev/tcp/127.0.0.1/{listener.Port}");
        using NativeSocket server = listener.Accept();
        using var listing = new SocketListing(new(SocketProtocol.Tcp) { Filter = new SocketFilter.Or(Rows.LocalPort(listener.Port), Rows.RemotePort(listener.Port)), ProcessIds = [child.Id] }, TestContext.Current.CancellationToken);
        SocketGroup group = Assert.Single(listing.Count(new(SocketProperty.Process, SocketProperty.RemotePort), absent => throw absent));
        Assert.Equal(["bash", listener.Port], group.Values);
        Assert.Equal(1, group.Count);
    });

    [Fact]
    public void PeersAreCountedByNetwork() => OwnNamespace.Inside(() =>
    {
        Needs.IPv6();
        int number = 0;
        foreach (string address in (string[])["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1"]) NetworkLink.Add($"link{number++}", address + "/64");
        using NativeSocket any4 = NativeSocket.Listening(new(IPAddress.Any, 0)), any6 = NativeSocket.Listening(new(IPAddress.IPv6Any, 0));
        NativeSocket[] clients =
        [
            .. ((string[])["127.0.1.1", "127.0.1.2", "127.0.1.200", "127.0.2.1"]).Select(address => NativeSocket.Tcp().Connect(new(IPAddress.Parse(address), any4.Port))),
            .. ((string[])["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1", "::1"]).Select(address => NativeSocket.Tcp(System.Net.Sockets.AddressFamily.InterNetworkV6).Connect(new(IPAddress.Parse(address), any6.Port))),
        ];
        SocketFilter filter = new SocketFilter.Or(Rows.RemotePort(any4.Port), Rows.RemotePort(any6.Port));
        IEnumerable<string> counted = Groups.Of(new(SocketProperty.RemoteAddress) { RemotePrefixLength = 24, RemotePrefixLengthIPv6 = 64 }, filter);
        foreach (NativeSocket client in clients) client.Dispose();
        Assert.Equal(
            [
                "127.0.1.0/24 | 3 0 0",
                "127.0.2.0/24 | 1 0 0",
                "2001:db8:0:1::/64 | 2 0 0",
                "2001:db8:0:2::/64 | 1 0 0",
                "::/64 | 1 0 0",
            ],
            counted.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void SocketsWithoutAPeerAreInNoNetwork() => OwnNamespace.Inside(() =>
    {
        using Connection connection = Connection.OverIPv4();
        Assert.Equal(
            ["0.0.0.0 | 1 0 0", "0.0.0.0/0 | 2 0 0"],
            Groups.Of(new(SocketProperty.RemoteAddress) { RemotePrefixLength = 0 }).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void ALinkLocalNetworkIsAnotherOneOnAnotherLink() => OwnNamespace.Inside(() =>
    {
        Needs.IPv6();
        using Connection one = Connection.OverLinkLocal("link0"), other = Connection.OverLinkLocal("link1");
        Assert.Equal(
            ["fe80::/64%link0 | 2 0 0", "fe80::/64%link1 | 2 0 0"],
            Groups.Of(new(SocketProperty.RemoteAddress) { RemotePrefixLengthIPv6 = 64 }, states: SocketState.Established).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void CgroupsThatAreGoneAreOneGroup() => OwnNamespace.Inside(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using var stays = CgroupFolder.New("stays");
        using ChildProcess process = ChildProcess.Start();
        foreach (int descriptor in (int[])[8, 9])
        {
            using var goes = CgroupFolder.New("goes");
            goes.Take(process);
            process.Run($"exec {descriptor}<>/dev/tcp/127.0.0.1/{listener.Port}"); // a socket is for ever in the cgroup where it was made
            stays.Take(process);
        }
        Assert.Equal([" | 2 0 0"], Groups.Of(new(SocketProperty.CgroupPath), Rows.RemotePort(listener.Port)));
    });

    /// <summary>Half a million sockets in two groups shall take the memory of two groups.</summary>
    [Fact]
    public void MemoryGrowsWithTheGroupsAndNotWithTheSockets() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        const int connections = 2500;
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0), backlog: 4096);
        NativeSocket[] clients = [.. Enumerable.Range(0, connections).Select(_ => NativeSocket.Tcp().Connect(listener.LocalEnd))];
        SocketFilter ends = new SocketFilter.Or(Rows.LocalPort(listener.Port), Rows.RemotePort(listener.Port));
        Allocated(ends, SocketState.Listen, out _); // what is made once is made now
        long ofOne = Allocated(ends, SocketState.Listen, out _), ofAll = Allocated(ends, SocketState.Established, out long counted);
        foreach (NativeSocket client in clients) client.ResetOnClose().Dispose();
        Assert.InRange(counted, connections, 2 * connections); // the queue may be shorter than all of them
        Assert.InRange((ofAll - ofOne) / (double)counted, 0, 8);
    });

    private static long Allocated(SocketFilter filter, SocketState states, out long counted)
    {
        using var listing = new SocketListing(new(SocketProtocol.Tcp) { Filter = filter, States = states, SkipOwners = true }, TestContext.Current.CancellationToken);
        var grouping = new SocketGrouping(SocketProperty.RemoteAddress, SocketProperty.State);
        long before = GC.GetAllocatedBytesForCurrentThread();
        counted = listing.Count(grouping, absent => throw absent).Sum(group => group.Count);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Sockets of the crowd; all where it is alone.</summary>
    private SocketFilter? Crowded => crowd.IsAlone
        ? null
        : new SocketFilter.Port(EndpointSide.Local, new PortSet(Rows.Tcp().Concat<InetSocket>(Rows.Udp()).Select(row => row.LocalPort).Where(crowd.Has).Distinct().Select(port => new PortRange(port))));

    private void AssertSame(SocketGrouping grouping, SocketFilter? filter = null, SocketState states = SocketState.All) => crowd.Enter(() =>
    {
        SocketFilter? both = SocketFilter.AllOf(filter, Crowded);
        Poll.UntilEqual(() => Groups.OfSockets(grouping, both, states), () => Groups.Of(grouping, both, states));
        Assert.NotEmpty(Groups.Of(grouping, both, states));
    });
}
