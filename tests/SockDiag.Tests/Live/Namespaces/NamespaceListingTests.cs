using System.Net;
using SockDiag.Namespaces;

namespace SockDiag.Tests.Live;

/// <summary>Sockets of other network namespaces, with what is that namespace's own.</summary>
public class NamespaceListingTests
{
    [Fact]
    public void EachNamespaceAnswersWithItsSocketsAndItsName() => NamedNamespaces.Inside(names =>
    {
        using OwnNamespace one = OwnNamespace.New(), other = OwnNamespace.New();
        names.Name(one, "one");
        names.Name(other, "other");
        using NativeSocket first = ListeningIn(one, 7001), second = ListeningIn(other, 7002);
        Assert.Equal([("one", 7001), ("other", 7002)], Listed([one, other]).Select(row => (row.NetworkNamespace, row.LocalPort)));
    });

    [Fact]
    public void TheCallersOwnNeedsNoName() => OwnNamespace.Inside(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        Socket row = Assert.Single(SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { NetworkNamespaces = [NetworkNamespace.Find(NamespaceFile.OfThisThread)], SkipOwners = true }));
        Assert.Null(row.NetworkNamespace);
    });

    [Fact]
    public void InterfacesHaveTheNamesOfTheirNamespace()
    {
        using OwnNamespace one = OwnNamespace.New(), other = OwnNamespace.New();
        using NativeSocket first = BoundIn(one, "red", "spare"), second = BoundIn(other, "spare", "red");
        Assert.Equal(["red", "red"], Listed([one, other]).Select(row => row.Interface));
        // The same name is another index in each.
        Assert.Equal([7001, 7001], Listed([one, other], new SocketFilter.InterfaceNamed("red")).Select(row => row.LocalPort));
        Assert.Empty(Listed([one, other], new SocketFilter.InterfaceNamed("spare")));
    }

    [Fact]
    public void WhatWaitsForAcceptIsOfTheListenerThere()
    {
        using OwnNamespace one = OwnNamespace.New(), other = OwnNamespace.New();
        using ChildProcess theirs = other.Start();
        // The same port in both: of one the test's process has the listener.
        using NativeSocket listener = ListeningIn(one, 7001);
        one.Enter(() => NativeSocket.Tcp().Connect(new(IPAddress.Loopback, 7001)));
        using NativeSocket passed = ListeningIn(other, 7001);
        other.Enter(() => NativeSocket.Tcp().Connect(new(IPAddress.Loopback, 7001)));
        var waiting = new SocketFilter.And(Rows.LocalPort(7001), new SocketFilter.Not(Rows.RemotePort(0)));
        Assert.Equal([listener.Holder, passed.Holder], Listed([one, other], waiting, owners: true).Select(row => row.Owners.ToString()));
    }

    [Fact]
    public void BookkeepingIsReadThereToo()
    {
        using var own = OwnNamespace.New();
        using Connection connection = ConnectedIn(own);
        var query = new SocketQuery(SocketProtocol.Tcp) { NetworkNamespaces = [NetworkNamespace.Find(own.Path)], SkipOwners = true };
        Assert.Equal([own.Inode, own.Inode], SocketTable.ReadTcpInfo(query, TestContext.Current.CancellationToken).Select(info => info.Origin.NetworkNamespace!.Inode));
    }

    [Theory, InlineData(2), InlineData(300)]
    public void SocketsAreLookedUpAgainWhereTheyAre(int times)
    {
        using var own = OwnNamespace.New();
        using Connection connection = ConnectedIn(own);
        InetSocket[] rows = Listed([own], connection.ClientPorts);
        // Few are asked for one by one, many by a dump.
        (Socket Socket, TcpInfo? Now)[] found = [.. SocketTable.FindTcpInfo([.. Enumerable.Repeat(rows[0], times)], stop: TestContext.Current.CancellationToken)];
        Assert.All(found, each => Assert.Equal(connection.Client.Cookie, each.Now?.Cookie));
    }

    [Fact]
    public void OfANamespaceThatEndedNothingIsLookedUpAgain()
    {
        InetSocket[] rows;
        using (var own = OwnNamespace.New())
        using (Connection connection = ConnectedIn(own)) rows = Listed([own], connection.ClientPorts);
        Assert.Throws<NetworkNamespaceException>(() => SocketTable.FindTcpInfo(rows, stop: TestContext.Current.CancellationToken).ToArray());
    }

    [Fact]
    public void TheSummaryIsOfTheNamespaceWithItsLimits()
    {
        using OwnNamespace one = OwnNamespace.New(), other = OwnNamespace.New();
        using Connection connection = ConnectedIn(one);
        one.Enter(() => File.WriteAllText("/proc/sys/net/ipv4/ip_local_port_range", "20000 20009"));
        other.Enter(() => File.WriteAllText("/proc/sys/net/ipv4/ip_local_port_range", "30000 30009"));
        Assert.Equal([(3L, 2L, 20000L), (0L, 0L, 30000L)], new[] { one, other }.Select(own =>
        {
            NetworkNamespace where = NetworkNamespace.Find(own.Path);
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp) { NetworkNamespaces = [where] });
            SocketSummary tcp = listing.Summarize(where, problem => Assert.Fail(problem.Message), out _)[0];
            Assert.Equal(where.Name, tcp.NetworkNamespace);
            return (tcp.Total!.Value, tcp.EstablishedByKernel!.Value, tcp.FirstLocalPort!.Value);
        }));
    }

    [Fact]
    public void GroupsAreOfAllAndCanBeToldByTheNamespace()
    {
        using OwnNamespace one = OwnNamespace.New(), other = OwnNamespace.New();
        using NativeSocket first = ListeningIn(one, 7001), second = ListeningIn(one, 7002), third = ListeningIn(other, 7001);
        NetworkNamespace[] places = [NetworkNamespace.Find(one.Path), NetworkNamespace.Find(other.Path)];
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp) { NetworkNamespaces = places, SkipOwners = true });
        Assert.Equal([(places[0].Name, 2L), (places[1].Name, 1L)], listing.Count(new(SocketProperty.NetworkNamespace), _ => { }).Select(group => ((string)group.Values[0]!, group.Count)));
        Assert.Equal([("7001", 2L), ("7002", 1L)], listing.Count(new(SocketProperty.LocalPort), _ => { }).Select(group => ($"{group.Values[0]}", group.Count)));
    }

    // Namespaces that end, or may not be entered.

    [Fact]
    public void OneThatEndedSinceItWasFoundIsMissing() => NamedNamespaces.Inside(names =>
    {
        NetworkNamespace found;
        using (var own = OwnNamespace.New())
        using (ChildProcess child = own.Start()) found = NetworkNamespace.Find($"{child.Id}");
        Assert.True(Assert.Throws<NetworkNamespaceException>(() => Read(found)).IsMissing);
    });

    [Fact]
    public void OneWhoseFileStandsForAnotherNowIsMissing() => NamedNamespaces.Inside(names =>
    {
        using OwnNamespace before = OwnNamespace.New(), after = OwnNamespace.New();
        names.Name(before, "web");
        NetworkNamespace found = NetworkNamespace.Find("web");
        Tool.Output("umount", "/run/netns/web");
        names.Name(after, "web");
        Assert.True(Assert.Throws<NetworkNamespaceException>(() => Read(found)).IsMissing);
    });

    [Fact]
    public void WithoutThePrivilegeItMayNotBeEntered() => NamedNamespaces.Inside(names =>
    {
        using var own = OwnNamespace.New();
        names.Name(own, "web");
        OrdinaryUser.Run(() => Assert.True(Assert.Throws<NetworkNamespaceException>(() => Read(NetworkNamespace.Find("web"))).IsPermissionDenied));
    });

    private static Socket[] Read(NetworkNamespace where) =>
        [.. SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { NetworkNamespaces = [where], SkipOwners = true }, TestContext.Current.CancellationToken)];

    private static NativeSocket ListeningIn(OwnNamespace own, int port)
    {
        NativeSocket listener = null!;
        own.Enter(() => listener = NativeSocket.Listening(new(IPAddress.Loopback, port)));
        return listener;
    }

    private static NativeSocket BoundIn(OwnNamespace own, params string[] links)
    {
        NativeSocket socket = null!;
        own.Enter(() =>
        {
            foreach (string link in links) NetworkLink.Add(link, "10.7.7.7/24");
            socket = NativeSocket.Tcp().BindToDevice("red").Bind(new(IPAddress.Any, 7001)).Listen();
        });
        return socket;
    }

    private static Connection ConnectedIn(OwnNamespace own)
    {
        Connection connection = null!;
        own.Enter(() => connection = Connection.OverIPv4());
        return connection;
    }

    private static InetSocket[] Listed(OwnNamespace[] places, SocketFilter? filter = null, bool owners = false) => [.. Rows
        .Read(new SocketQuery(SocketProtocol.Tcp) { Filter = filter, SkipOwners = !owners, NetworkNamespaces = [.. places.Select(place => NetworkNamespace.Find(place.Path))] })
        .Cast<InetSocket>()];
}
