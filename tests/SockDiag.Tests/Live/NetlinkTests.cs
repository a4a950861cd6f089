namespace SockDiag.Tests.Live;

/// <summary>Netlink sockets: each field against what the socket itself says.</summary>
public class NetlinkTests
{
    [Fact]
    public void ASocketIsWhatItSaysItself() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket end = NetlinkEnd.Bound(NetlinkEnd.UserSock);
        NetlinkSocket row = Row(end, owners: true);
        Assert.Equal(
            (SocketProtocol.Netlink, SocketState.Unconnected, NetlinkProtocol.UserSock, (long)end.PortId(), (ulong?)end.Cookie, (long?)end.Inode, end.Holder, OwnerVisibility.Visible),
            (row.Protocol, row.State, row.NetlinkProtocol, row.PortId, row.Cookie, row.Inode, row.Owners.ToString(), row.OwnerVisibility));
    });

    [Fact]
    public void GroupsBeyond32AreTold() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket end = NetlinkEnd.Bound(NetlinkEnd.Route, groups: 0b101).Join(34);
        Assert.Equal([1, 3, 34], Row(end).Groups);
    });

    /// <summary>The kernel lists it among the sockets and again among the members.</summary>
    [Fact]
    public void AMemberOfAGroupComesOnce() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket end = NetlinkEnd.Bound(NetlinkEnd.Route, groups: 1);
        Assert.Single(Rows.All<NetlinkSocket>(SocketProtocol.Netlink), row => row.Cookie == end.Cookie);
    });

    /// <summary>Also where there are so many that the second list is in another datagram.</summary>
    [Fact]
    public void ManyMembersComeOnceEach() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        NativeSocket[] ends = [.. Enumerable.Range(0, 700).Select(_ => NetlinkEnd.Bound(NetlinkEnd.Route, groups: 1))];
        try
        {
            HashSet<ulong> own = [.. ends.Select(end => end.Cookie)];
            Assert.Equal(own.Order(), Rows.All<NetlinkSocket>(SocketProtocol.Netlink).Select(row => row.Cookie!.Value).Where(own.Contains).Order());
        }
        finally { Array.ForEach(ends, end => end.Dispose()); }
    });

    [Fact]
    public void OneListingTellsThemASecondTime() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket end = NetlinkEnd.Bound(NetlinkEnd.Route, groups: 1);
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Netlink) { SkipOwners = true }, TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (Count(), Count()));

        int Count() => listing.Read(SocketProtocol.Netlink).Count(row => row.Cookie == end.Cookie);
    });

    /// <summary>It was never bound, so it has port id 0 as the kernel's own ends have.</summary>
    [Fact]
    public void AMemberWithoutPortIdIsItsPrograms() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket end = NetlinkEnd.Open(NetlinkEnd.Route).Join(34);
        NetlinkSocket row = Row(end, owners: true);
        Assert.Equal((0L, OwnerVisibility.Visible, end.Holder), (row.PortId, row.OwnerVisibility, row.Owners.ToString()));
    });

    [Fact]
    public void TheKernelsOwnEndsAreTheKernels() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        NetlinkSocket[] kernels = [.. Rows.All<NetlinkSocket>(SocketProtocol.Netlink, owners: true).Where(row => row is { PortId: 0, Groups.Count: 0 })];
        Assert.Contains(kernels, row => row.NetlinkProtocol == NetlinkProtocol.Route);
        Assert.All(kernels, row => Assert.Equal((OwnerVisibility.Kernel, null, true), (row.OwnerVisibility, row.ProcessId, row.Inode > 0)));
    });

    /// <summary>Whoever asks: nothing is hidden where there is no owner.</summary>
    [Fact]
    public void TheKernelsOwnEndsAreNotCountedAsHidden() => OwnNamespace.Inside(() =>
    {
        using NativeSocket end = NetlinkEnd.Bound(NetlinkEnd.Route);
        OrdinaryUser.Run(() =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Netlink), TestContext.Current.CancellationToken);
            int kernels = listing.Read(SocketProtocol.Netlink).Count(row => row.OwnerVisibility == OwnerVisibility.Kernel);
            listing.Complete();
            Assert.Equal((true, 0), (kernels > 1, listing.HiddenOwners));
        });
    });

    [Fact]
    public void AConnectedSocketTellsWhereTo() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket end = NetlinkEnd.Open(NetlinkEnd.UserSock).ConnectTo(NetlinkEnd.Address(77));
        NetlinkSocket row = Row(end);
        Assert.Equal((SocketState.Established, 77L, null), (row.State, row.DestinationPortId, row.DestinationGroup));
    });

    [Fact]
    public void OneThatIsConnectedToAGroupTellsItsNumber() => OwnNamespace.Inside(() =>
    {
        using NativeSocket end = NetlinkEnd.Open(NetlinkEnd.Route).ConnectTo(NetlinkEnd.Address(77, groups: 1 << 3));
        Assert.Equal(4, Row(end).DestinationGroup);
    });

    [Fact]
    public void OneThatIsNotConnectedTellsNone() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket end = NetlinkEnd.Bound(NetlinkEnd.UserSock);
        Assert.Equal((null, null), (Row(end).DestinationPortId, Row(end).DestinationGroup));
    });

    [Theory]
    [InlineData(3, NetlinkSocketFlags.PacketInformation)]
    [InlineData(4, NetlinkSocketFlags.BroadcastErrors)]
    [InlineData(5, NetlinkSocketFlags.NoOverflowErrors)]
    [InlineData(8, NetlinkSocketFlags.AllNamespaces)]
    [InlineData(10, NetlinkSocketFlags.CappedErrors)]
    public void AnOptionIsAFlag(int option, NetlinkSocketFlags flag)
    {
        if (flag == NetlinkSocketFlags.AllNamespaces) Needs.Root("messages of all namespaces take CAP_NET_BROADCAST");
        OwnNamespace.InsideOrOnLoopback(() =>
        {
            using NativeSocket end = NetlinkEnd.Bound(NetlinkEnd.Route).Set(NetlinkEnd.SOL_NETLINK, option);
            Assert.Equal(flag, Row(end).Flags);
        });
    }

    [Fact]
    public void WhatWaitsIsTheQueueAndTheMemory() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket end = NetlinkEnd.Bound(NetlinkEnd.UserSock), other = NetlinkEnd.Bound(NetlinkEnd.UserSock);
        other.SendTo(NetlinkEnd.Address(end.PortId()), new byte[100]);
        NetlinkSocket row = Row(end);
        Assert.True(row.ReceiveQueue > 100);
        Assert.Equal((end.Memory[0], end.Memory[2], end.Memory[1]), (row.ReceiveQueue, row.SendQueue, row.Memory!.ReceiveBuffer));
    });

    [Fact]
    public void StatesChoose() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket connected = NetlinkEnd.Open(NetlinkEnd.UserSock).ConnectTo(NetlinkEnd.Address(77)), bound = NetlinkEnd.Bound(NetlinkEnd.UserSock);
        Assert.Equal([connected.Cookie], Rows.All<NetlinkSocket>(SocketProtocol.Netlink, states: SocketState.Established).Select(row => row.Cookie!.Value).Where(cookie => cookie == connected.Cookie || cookie == bound.Cookie));
    });

    /// <summary>It lives as long as the question: two listings would never be the same.</summary>
    [Fact]
    public void TheSocketByWhichIsAskedIsLeftOut() => OwnNamespace.Inside(() =>
        Assert.DoesNotContain(Rows.All<NetlinkSocket>(SocketProtocol.Netlink), row => row is { NetlinkProtocol: NetlinkProtocol.SockDiag, PortId: not 0 }));

    /// <summary>Members that have no port id are not in it, and groups from the 33rd on are not told. In the queue of the kernel's end that answers us is our question.</summary>
    [Fact]
    public void EveryRowOfProcIsOneOfOurs() => OwnNamespace.Inside(() =>
    {
        using NativeSocket member = NetlinkEnd.Bound(NetlinkEnd.Route, groups: 0b101).Join(34), connected = NetlinkEnd.Open(NetlinkEnd.UserSock).ConnectTo(NetlinkEnd.Address(77)), unbound = NetlinkEnd.Open(NetlinkEnd.Route).Join(34);
        Assert.Equal(
            File.ReadLines("/proc/thread-self/net/netlink").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(words => $"{words[1]} {words[2]} {words[3]} {(words[1] == "4" ? "-" : words[4])} {words[5]} {words[6]} {words[8]} {words[9]}").Order(),
            Rows.All<NetlinkSocket>(SocketProtocol.Netlink).Where(row => row.Inode != unbound.Inode)
                .Select(row => $"{(int)row.NetlinkProtocol} {row.PortId} {row.Groups.Where(group => group <= 32).Sum(group => 1L << group - 1):x8} {(row.NetlinkProtocol == NetlinkProtocol.SockDiag ? "-" : $"{row.ReceiveQueue}")} {row.SendQueue} {(int)(row.Flags!.Value & NetlinkSocketFlags.DumpRunning)} {row.Memory!.Drops} {row.Inode}").Order());
    });

    /// <summary>ss tells members twice, knows no state, and 32 groups.</summary>
    [Fact]
    public void EveryRowOfSsIsOneOfOurs() => OwnNamespace.Inside(() =>
    {
        using NativeSocket member = NetlinkEnd.Bound(NetlinkEnd.Route, groups: 0b101), connected = NetlinkEnd.Open(NetlinkEnd.UserSock).ConnectTo(NetlinkEnd.Address(77));
        Assert.Equal(
            Tool.Output("ss", "-n", "-A", "netlink", "-a", "-e", "-m", "-H", "-O").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(words => !words[3].StartsWith("4:")) // its own, and the queue of who answers it
                .Select(words => $"{words[3]} {words.Single(word => word.StartsWith("groups="))} {words.Single(word => word.StartsWith("skmem:"))}").Distinct().Order(),
            Rows.All<NetlinkSocket>(SocketProtocol.Netlink).Where(row => row.NetlinkProtocol != NetlinkProtocol.SockDiag)
                .Select(row => $"{(int)row.NetlinkProtocol}:{(int)(uint)row.PortId} groups=0x{row.Groups.Sum(group => 1L << group - 1):x8} skmem:(r{row.ReceiveQueue},rb{row.Memory!.ReceiveBuffer},t{row.SendQueue},tb{row.Memory.SendBuffer},f{row.Memory.ForwardAllocated},w{row.Memory.WriteQueued},o{row.Memory.OptionMemory},bl{row.Memory.Backlog},d{row.Memory.Drops})").Distinct().Order());
    });

    private static NetlinkSocket Row(NativeSocket end, bool owners = false) => Rows.Of<NetlinkSocket>(SocketProtocol.Netlink, end, owners);
}
