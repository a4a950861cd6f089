using System.Net;
using System.Net.Sockets;
using Tmds.Linux;

namespace SockDiag.Tests.Live;

/// <summary>Who is at the other end of a connection, where that is on this machine.</summary>
public class PeerTests
{
    private const int TCP_REPAIR = 19;

    [Fact]
    public void BothEndsOfAConnectionNameEachOther() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Start();
        child.Run($"exec 9<>/dev/tcp/127.0.0.1/{listener.Port}");
        using NativeSocket server = listener.Accept();
        Assert.Equal((Environment.ProcessId, child.Id, Name("self"), "bash"), (
            Row(Rows.Ports(server.RemoteEnd.Port, listener.Port)).PeerProcessId, Row(Rows.Ports(listener.Port, server.RemoteEnd.Port)).PeerProcessId,
            Row(Rows.Ports(server.RemoteEnd.Port, listener.Port)).PeerProcess, Row(Rows.Ports(listener.Port, server.RemoteEnd.Port)).PeerProcess));
    });

    [Theory, InlineData(false), InlineData(true)]
    public void OverIPv6AndFromAnIPv4SocketToAnIPv6OneToo(bool isMapped) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        Needs.IPv6();
        using NativeSocket listener = NativeSocket.Tcp(AddressFamily.InterNetworkV6).Set(LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, 0).Bind(new(IPAddress.IPv6Any, 0)).Listen();
        using NativeSocket client = isMapped ? NativeSocket.Tcp().Connect(new(IPAddress.Loopback, listener.Port)) : NativeSocket.Tcp(AddressFamily.InterNetworkV6).Connect(new(IPAddress.IPv6Loopback, listener.Port));
        using NativeSocket server = listener.Accept();
        Assert.Equal((Environment.ProcessId, Environment.ProcessId), (Row(Rows.Ports(client.Port, listener.Port)).PeerProcessId, Row(Rows.Ports(listener.Port, client.Port)).PeerProcessId));
    });

    [Fact]
    public void WhatWaitsForAcceptIsItsListenersForThePeerToo() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Start();
        child.Run($"exec 9<>/dev/tcp/127.0.0.1/{listener.Port}");
        TcpSocket client = Row(Rows.RemotePort(listener.Port)), waiting = Row(new SocketFilter.And(Rows.LocalPort(listener.Port), Rows.RemotePort(client.LocalPort)));
        Assert.Equal((child.Id, Environment.ProcessId, child.Id), (client.ProcessId, client.PeerProcessId, waiting.PeerProcessId));
    });

    [Fact]
    public void ConnectedDatagramSocketsNameEachOther() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket one = NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0)), other = NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0));
        one.Connect(other.LocalEnd);
        Assert.Null(One(Rows.Ports(one.Port, other.Port), SocketProtocol.Udp).PeerProcessId); // the other one takes datagrams of anybody
        other.Connect(one.LocalEnd);
        Assert.Equal(Environment.ProcessId, One(Rows.Ports(one.Port, other.Port), SocketProtocol.Udp).PeerProcessId);
    });

    [Fact]
    public void WithTcpInfoToo() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        var query = new SocketQuery(SocketProtocol.Tcp) { Filter = connection.ClientPorts, IncludePeers = true };
        TcpInfo info = Assert.Single(SocketTable.ReadTcpInfo(query, TestContext.Current.CancellationToken));
        Assert.Equal((Environment.ProcessId, Name("self")), (info.PeerProcessId, info.PeerProcess));
    });

    [Fact]
    public void ASocketThatIsLookedUpAgainKeepsItsPeer() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        TcpSocket row = Row(connection.ClientPorts);
        Assert.Equal(Environment.ProcessId, Assert.Single(SocketTable.FindTcpInfo([row], stop: TestContext.Current.CancellationToken)).Now!.PeerProcessId);
    });

    // Where there is nobody.

    [Fact]
    public void UnlessItIsAskedForNobodyIsLookedFor() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        TcpSocket row = Assert.Single(Rows.Tcp(connection.ClientPorts, owners: true));
        Assert.Equal((null, null, null), (row.PeerProcessId, row.PeerProcess, row.Origin.Peers));
    });

    [Fact]
    public void AListenerHasNoPeer() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        Assert.Null(Row(Rows.Ports(connection.Listener.Port, 0)).PeerProcessId);
    });

    [Fact]
    public void APeerThatItsProgramClosedIsNobodys() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        SocketFilter ports = connection.ServerPorts;
        connection.Client.Fill().Dispose(); // the kernel still sends
        Assert.Null(Row(ports).PeerProcessId);
    });

    [Fact]
    public void ATimeWaitHasNoPeerAndNobodyIsLookedInto() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.TimeWait);
        TcpSocket left = Row(held.Ports);
        Assert.Equal((null, false), (left.PeerProcessId, left.Origin.PeerOwners!.IsStarted));
    });

    // Which sockets, which processes.

    [Theory, InlineData(false), InlineData(true)]
    public void OfSelectedSocketsThePeersAreFoundThoughTheyAreNot(bool byInode) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        SocketFilter one = byInode
            ? new SocketFilter.Inode(new HashSet<uint> { (uint)connection.Client.Inode })
            : new SocketFilter.And(Rows.LocalPort(connection.Client.Port), Rows.Addresses(EndpointSide.Remote, "127.0.0.0/8"));
        Assert.Equal(Environment.ProcessId, Row(one).PeerProcessId);
    });

    [Fact]
    public void AskedForOneProcessItsPeersMayBeOthersAndItAloneIsAnOwner() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Start();
        child.Run($"exec 9<>/dev/tcp/127.0.0.1/{listener.Port}");
        using NativeSocket server = listener.Accept();
        using ChildProcess heir = ChildProcess.Start(server);
        var query = new SocketQuery(SocketProtocol.Tcp) { ProcessIds = [heir.Id], Filter = Rows.LocalPort(listener.Port), States = SocketState.Established, IncludePeers = true };
        Socket row = Assert.Single(Rows.Read(query));
        Assert.Equal((heir.Id, child.Id), (Assert.Single(row.Owners).ProcessId, row.PeerProcessId));
    });

    [Fact]
    public void AListingKeepsThePeersOfItsMomentAndNoOthers() => OwnNamespace.Inside(() =>
    {
        using Connection others = Connection.OverIPv4(), connection = Connection.OverIPv4();
        TcpSocket row = Row(connection.ClientPorts);
        connection.Dispose();
        Assert.Equal((Environment.ProcessId, 2), (row.PeerProcessId, row.Origin.PeerOwners!.Census().Count));
    });

    [Fact]
    public void WhoseOwnersMayNotBeSeenAreCounted() => OwnNamespace.Inside(() =>
    {
        using Connection connection = Connection.OverIPv4();
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "closed", ProcFolder.Link(connection.Server)).Locked(77);
        OrdinaryUser.Run(() =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp) { Filter = connection.ClientPorts, IncludePeers = true, ProcRoot = proc.Root });
            Socket row = Assert.Single(listing.Read(SocketProtocol.Tcp));
            listing.Complete();
            Assert.Equal((1, null), (listing.HiddenPeers, row.PeerProcessId));
        });
    });

    // Other network namespaces.

    /// <summary>The same two ends in two namespaces, of which one has both sockets.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void LoopbackEndsMeetInTheirOwnNamespaceAlone(bool hasPeer)
    {
        const int port = 7001, clientPort = 7002;
        using OwnNamespace here = OwnNamespace.New(), there = OwnNamespace.New();
        using ChildProcess ours = here.Start();
        NativeSocket[] held = [];
        try
        {
            here.Enter(() =>
            {
                held = [NativeSocket.Listening(new(IPAddress.Loopback, port))];
                File.WriteAllText("/proc/sys/net/ipv4/ip_local_port_range", $"{clientPort} {clientPort}");
                ours.Run($"exec 9<>/dev/tcp/127.0.0.1/{port}");
                held = [.. held, held[0].Accept()];
            });
            there.Enter(() =>
            {
                NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, port));
                NativeSocket client = NativeSocket.Tcp().Bind(new(IPAddress.Loopback, clientPort)).Connect(listener.LocalEnd);
                held = [.. held, listener, client, listener.Accept()];
                if (!hasPeer) client.Set(LibC.IPPROTO_TCP, TCP_REPAIR).Dispose(); // without a word to the other end
            });
            Assert.Equal([ours.Id, hasPeer ? Environment.ProcessId : null], Listed([here, there], Rows.Ports(port, clientPort)).Select(row => row.PeerProcessId));
        }
        finally
        {
            foreach (NativeSocket socket in held) socket.Dispose();
        }
    }

    [Fact]
    public void OtherEndsMeetAcrossTheNamespacesThatAreAsked()
    {
        using OwnNamespace here = OwnNamespace.New(), there = OwnNamespace.New();
        using ChildProcess theirs = there.Start();
        NativeSocket listener = null!;
        here.Enter(() =>
        {
            NetworkLink.Add("link0", "10.7.7.7/24");
            Tool.Output("ip", "link", "set", "link0peer", "netns", $"{theirs.Id}");
            listener = NativeSocket.Listening(new(IPAddress.Parse("10.7.7.7"), 7002));
        });
        using (listener)
        {
            theirs.Run("ip address add 10.7.7.8/24 dev link0peer && ip link set link0peer up");
            theirs.Run("exec 9<>/dev/tcp/10.7.7.7/7002");
            Socket waiting = Assert.Single(Listed([here, there], new SocketFilter.And(Rows.LocalPort(7002), Rows.Addresses(EndpointSide.Remote, "10.7.7.8"))));
            Socket client = Assert.Single(Listed([here, there], Rows.RemotePort(7002)));
            Socket alone = Assert.Single(Listed([there], Rows.RemotePort(7002)));
            Assert.Equal((theirs.Id, Environment.ProcessId, null), (waiting.PeerProcessId, client.PeerProcessId, alone.PeerProcessId));
        }
    }

    private static Socket[] Listed(OwnNamespace[] places, SocketFilter filter) => Rows.Read(
        new SocketQuery(SocketProtocol.Tcp) { Filter = filter, IncludePeers = true, NetworkNamespaces = [.. places.Select(place => NetworkNamespace.Find(place.Path))] });

    private static TcpSocket Row(SocketFilter filter) => (TcpSocket)One(filter, SocketProtocol.Tcp);

    private static Socket One(SocketFilter filter, SocketProtocol protocol) =>
        Assert.Single(Rows.Read(new SocketQuery(protocol) { Filter = filter, IncludePeers = true }));

    private static string Name(string process) => File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n');
}
