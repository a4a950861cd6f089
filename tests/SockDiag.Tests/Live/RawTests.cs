using System.Net;
using System.Net.Sockets;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>Raw sockets, by raw_diag where the kernel has it, else from /proc.</summary>
public class RawTests
{
    private const int ENOENT = 2;
    private const int Icmp = 1, IPv6Icmp = 58, Ospf = 89;

    [Theory]
    [InlineData(AddressFamily.InterNetwork, "127.0.0.1", Ospf, "ospf"), InlineData(AddressFamily.InterNetworkV6, "::1", IPv6Icmp, "ipv6-icmp")]
    public void ASocketIsWhatItSaysItself(AddressFamily family, string address, int protocol, string name) => Inside(() =>
    {
        if (family == AddressFamily.InterNetworkV6) Needs.IPv6();
        using NativeSocket raw = Open(family, protocol).Bind(new IPEndPoint(IPAddress.Parse(address), 0)).Give(user: 1);
        RawSocket row = Row(raw, owners: true);
        Assert.Equal(
            (SocketProtocol.Raw, SocketState.Unconnected, protocol, name, address, 0, 0, BindScope.Loopback, (long?)1, (long?)raw.Inode, raw.Holder),
            (row.Protocol, row.State, row.IPProtocol, row.IPProtocolName, row.LocalAddress, row.LocalPort, row.RemotePort, row.BindScope, row.UserId, row.Inode, row.Owners.ToString()));
    });

    [Fact]
    public void AConnectedSocketHasAPeer() => Inside(() =>
    {
        using NativeSocket raw = Open(AddressFamily.InterNetwork, Icmp).Connect(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        Assert.Equal((SocketState.Established, "127.0.0.2", 0), (Row(raw).State, Row(raw).RemoteAddress, Row(raw).RemotePort));
    });

    [Fact]
    public void WhatWaitsIsTheQueue() => Inside(() =>
    {
        using NativeSocket raw = Open(AddressFamily.InterNetwork, Ospf).Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using NativeSocket sender = Open(AddressFamily.InterNetwork, Ospf).Connect(new IPEndPoint(IPAddress.Loopback, 0)).Send(100);
        Poll.Until(() => raw.Memory[0] > 100, "the packet has come");
        Assert.Equal(raw.Memory[0], Row(raw).ReceiveQueue);
    });

    /// <summary>Null, and not 0, what the table does not tell.</summary>
    [Fact]
    public void WhatProcDoesNotTellIsNull() => Inside(() =>
    {
        Assert.SkipWhen(HasDiag, "This kernel has raw_diag, and is not asked by /proc.");
        using NativeSocket raw = Open(AddressFamily.InterNetwork, Icmp).BindToDevice("lo");
        RawSocket row = Row(raw);
        Assert.Equal((null, null, null, null, null, null, null, null), (row.Cookie, row.Mark, row.CgroupPath, row.Interface, row.Shutdown, row.SocketOptions, row.Memory, row.BindScope));
    });

    [Fact]
    public void RawDiagTellsMore() => Inside(() =>
    {
        Assert.SkipUnless(HasDiag, "This kernel has no raw_diag.");
        using NativeSocket raw = Open(AddressFamily.InterNetwork, Icmp).BindToDevice("lo");
        RawSocket row = Row(raw);
        Assert.Equal(((ulong?)raw.Cookie, "lo", BindScope.Address), (row.Cookie, row.Interface, row.BindScope));
    });

    [Fact]
    public void AddressesUsersAndStatesChoose() => Inside(() =>
    {
        using NativeSocket bound = Open(AddressFamily.InterNetwork, Icmp).Bind(new IPEndPoint(IPAddress.Loopback, 0)).Give(user: 1);
        using NativeSocket connected = Open(AddressFamily.InterNetwork, Icmp).Connect(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        Assert.Equal([bound.Inode], Inodes(new SocketFilter.User(new HashSet<uint> { 1 })));
        Assert.Equal([connected.Inode], Inodes(Rows.Addresses(EndpointSide.Remote, "127.0.0.2/32")));
        Assert.Equal([connected.Inode], Inodes(new SocketFilter.Not(new SocketFilter.User(new HashSet<uint> { 1 }))));
        Assert.Equal([connected.Inode], Inodes(null, SocketState.Established));
    });

    [Fact]
    public void TheAddressFamilyChooses() => Inside(() =>
    {
        Needs.IPv6();
        using NativeSocket four = Open(AddressFamily.InterNetwork, Icmp), six = Open(AddressFamily.InterNetworkV6, IPv6Icmp);
        Assert.Equal((four.Inode, six.Inode), (Only(SocketAddressFamily.IPv4), Only(SocketAddressFamily.IPv6)));

        static long Only(SocketAddressFamily family) =>
            Assert.Single(SocketTable.Read(new SocketQuery(SocketProtocol.Raw) { AddressFamily = family, SkipOwners = true }, TestContext.Current.CancellationToken)).Inode!.Value;
    });

    [Fact]
    public void APortIsNoneOfTheirs() => Inside(() =>
    {
        using NativeSocket raw = Open(AddressFamily.InterNetwork, Icmp);
        Assert.Empty(Rows.All<RawSocket>(SocketProtocol.Raw, Rows.LocalPort(Icmp)));
    });

    /// <summary>Where the table cannot decide what is asked, no answer is better than a wrong one.</summary>
    [Fact]
    public void WhatProcCannotDecideIsARefusal() => Inside(() =>
    {
        Assert.SkipWhen(HasDiag, "This kernel has raw_diag, which decides it.");
        using NativeSocket raw = Open(AddressFamily.InterNetwork, Icmp).BindToDevice("lo");
        SocketFilter address = Rows.Addresses(EndpointSide.Local, "127.0.0.1/32"), device = new SocketFilter.Interface(1);
        Assert.All(
            [device, new SocketFilter.Or(address, device), new SocketFilter.Not(device), new SocketFilter.Cookie(new HashSet<ulong> { 1 })],
            filter => Assert.True(Assert.Throws<KernelRefusedException>(() => Rows.All<RawSocket>(SocketProtocol.Raw, filter)).IsProtocolMissing));
    });

    /// <summary>/proc/net is that of the thread that opens it.</summary>
    [Fact]
    public void ThoseOfAnotherNamespaceAreThatOnes()
    {
        Assert.SkipUnless(Needs.IsRoot && OwnNamespace.IsAllowed, "It makes raw sockets, which takes CAP_NET_RAW and a network namespace of its own (root).");
        using OwnNamespace here = OwnNamespace.New(), there = OwnNamespace.New();
        there.Enter(() =>
        {
            using NativeSocket raw = Open(AddressFamily.InterNetwork, Ospf);
            var where = NetworkNamespace.Find($"/proc/{Environment.ProcessId}/task/{ThreadId}/ns/net");
            here.Enter(() =>
            {
                using NativeSocket other = Open(AddressFamily.InterNetwork, Icmp);
                var row = (RawSocket)Assert.Single(SocketTable.Read(new SocketQuery(SocketProtocol.Raw) { NetworkNamespaces = [where], SkipOwners = true }, TestContext.Current.CancellationToken));
                Assert.Equal((raw.Inode, Ospf, where.Name), (row.Inode, row.IPProtocol, row.NetworkNamespace));
            });
        });
    }

    [Fact]
    public void TheyAreCountedAsTheyAreListed() => Inside(() =>
    {
        using NativeSocket one = Open(AddressFamily.InterNetwork, Icmp), other = Open(AddressFamily.InterNetwork, Ospf);
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Raw) { SkipOwners = true }, TestContext.Current.CancellationToken);
        SocketGroup group = Assert.Single(listing.Count(new(SocketProperty.Protocol, SocketProperty.LocalAddress), absent => throw absent));
        Assert.Equal((2L, (object?)SocketProtocol.Raw, (object?)"0.0.0.0"), (group.Count, group.Values[0], group.Values[1]));
    });

    /// <summary>Every word of the table that is about the socket, less the drops, which come with the details of raw_diag alone.</summary>
    [Fact]
    public void EveryRowOfProcIsOneOfOurs() => Inside(() =>
    {
        Needs.IPv6();
        using NativeSocket bound = Open(AddressFamily.InterNetwork, Ospf).Bind(new IPEndPoint(IPAddress.Loopback, 0)).Give(user: 1), any = Open(AddressFamily.InterNetwork, Icmp);
        using NativeSocket six = Open(AddressFamily.InterNetworkV6, IPv6Icmp).Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0)), connected = Open(AddressFamily.InterNetwork, Ospf).Connect(new IPEndPoint(IPAddress.Loopback, 0)).Send(100);
        Poll.Until(() => bound.Memory[0] > 100, "the packet has come");
        Assert.Equal(
            ((string[])["raw", "raw6"]).SelectMany(file => File.ReadLines($"/proc/thread-self/net/{file}").Skip(1)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(words => $"{words[1]} {words[2].Split(':')[0]} {words[3]} {words[4]} {words[7]} {words[9]}").Order(),
            Rows.All<RawSocket>(SocketProtocol.Raw)
                .Select(row => $"{Hex(row.LocalAddress)}:{row.IPProtocol:X4} {Hex(row.RemoteAddress)} {(row.State == SocketState.Established ? 1 : 7):X2} {row.SendQueue:X8}:{row.ReceiveQueue:X8} {row.UserId} {row.Inode}").Order());

        static string Hex(string address) => string.Concat(IPAddress.Parse(address).GetAddressBytes().Chunk(4).Select(word => $"{BitConverter.ToUInt32(word):X8}"));
    });

    [Fact]
    public void EveryRowOfSsIsOneOfOurs() => Inside(() =>
    {
        Needs.IPv6();
        using NativeSocket bound = Open(AddressFamily.InterNetwork, Ospf).Bind(new IPEndPoint(IPAddress.Loopback, 0)), any = Open(AddressFamily.InterNetwork, Icmp);
        using NativeSocket six = Open(AddressFamily.InterNetworkV6, IPv6Icmp).Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0)), connected = Open(AddressFamily.InterNetwork, Icmp).Connect(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(
            Tool.Output("ss", "-n", "-w", "-a", "-H", "-O").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(words => $"{words[0]} {words[1]} {words[2]} {words[3]} {(words[4] == "*:*" ? "[::]:*" : words[4])}").Order(),
            Rows.All<RawSocket>(SocketProtocol.Raw).Select(row =>
                $"{(row.State == SocketState.Established ? "ESTAB" : "UNCONN")} {row.ReceiveQueue} {row.SendQueue} {Bracketed(row.LocalAddress)}:{row.IPProtocol} {Bracketed(row.RemoteAddress)}:*").Order());

        static string Bracketed(string address) => address.Contains(':') ? $"[{address}]" : address;
    });

    private static bool HasDiag
    {
        get
        {
            try { return Rows.All<RawSocket>(SocketProtocol.Raw, new SocketFilter.Interface(1)) is not null; }
            catch (KernelRefusedException refusal) when (refusal.Errno == ENOENT) { return false; }
        }
    }

    private static int ThreadId => int.Parse(new FileInfo("/proc/thread-self").LinkTarget!.Split('/')[^1]);

    private static void Inside(Action body)
    {
        Assert.SkipUnless(Needs.IsRoot && OwnNamespace.IsAllowed, "It makes raw sockets, which takes CAP_NET_RAW and a network namespace of its own (root).");
        OwnNamespace.Inside(body);
    }

    private static NativeSocket Open(AddressFamily family, int protocol) =>
        NativeSocket.TryOpen(family == AddressFamily.InterNetwork ? AF_INET : AF_INET6, SOCK_RAW, protocol) ?? throw new InvalidOperationException("This kernel has no raw sockets.");

    private static RawSocket Row(NativeSocket raw, bool owners = false) => Rows.Of<RawSocket>(SocketProtocol.Raw, raw, owners);

    private static IEnumerable<long> Inodes(SocketFilter? filter, SocketState states = SocketState.All) => Rows.All<RawSocket>(SocketProtocol.Raw, filter, states: states).Select(row => row.Inode!.Value);
}
