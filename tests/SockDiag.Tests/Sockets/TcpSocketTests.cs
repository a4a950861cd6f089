using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>What each public property says of literal bytes: the value, the unit, and when it is null.</summary>
public class TcpSocketTests
{
    [Fact]
    public void AConnectionWithEverything() => Assert.Equal(
        """
        Protocol: Tcp
        State: Established
        LocalAddress: 10.0.0.5
        LocalPort: 443
        RemoteAddress: 192.168.7.9
        RemotePort: 50123
        ReceiveQueue: 4294967295
        SendQueue: 4026531840
        AcceptQueue: -
        AcceptQueueLimit: -
        BindScope: -
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        IsAwaitingAccept: False
        UserId: 4294967294
        UserName: -
        Inode: 4294967293
        Cookie: 72623859790382856
        AddressFamily: IPv4
        IsIPv4Mapped: False
        IPv6Only: -
        Interface: 7
        Mark: 4294967295
        CgroupPath: -
        Shutdown: Send
        SocketOptions: IsConnectionOriented, MulticastLoop, MulticastAll, DeferConnect
        Timer: Keepalive
        TimerExpiresMilliseconds: 7199696
        Retransmits: 3
        TypeOfService: 16
        TrafficClass: 184
        ClassId: 4294901761
        Memory: 1 2 3 4 5 6 7 8 9
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(Assert.Single(RecordedSockets.Read(Hex.Bytes(
            """
            bc000000 1400 0200 01000000 e1100000
            02 01 02 03  01bb c3cb
            0a000005 00000000 00000000 00000000
            c0a80709 00000000 00000000 00000000
            07000000  08070605 04030201
            d0db6d00  ffffffff 000000f0  feffffff fdffffff
            0500 0800 02 000000
            0500 0500 10 000000
            0500 0600 b8 000000
            0800 0f00 ffffffff
            0800 1100 0100ffff
            0c00 1500 0100000000000000
            0600 1600 5204 0000
            2800 0700 01000000 02000000 03000000 04000000 05000000 06000000 07000000 08000000 09000000
            """)))));

    [Fact]
    public void AListener() => Assert.Equal(
        """
        Protocol: Tcp
        State: Listen
        LocalAddress: ::
        LocalPort: 5003
        RemoteAddress: ::
        RemotePort: 0
        ReceiveQueue: -
        SendQueue: -
        AcceptQueue: 129
        AcceptQueueLimit: 128
        BindScope: AnyDualStack
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        IsAwaitingAccept: False
        UserId: 0
        UserName: -
        Inode: 2649261
        Cookie: 1201662
        AddressFamily: IPv6
        IsIPv4Mapped: False
        IPv6Only: False
        Interface: -
        Mark: 0
        CgroupPath: -
        Shutdown: None
        SocketOptions: IsConnectionOriented, MulticastLoop
        Timer: Off
        TimerExpiresMilliseconds: -
        Retransmits: -
        TypeOfService: -
        TrafficClass: -
        ClassId: -
        Memory: -
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(Assert.Single(RecordedSockets.Read(Hex.Bytes(
            """
            84000000 1200 0200 40e20100 00000000
            0a 0a 00 00  138b 0000
            00000000 00000000 00000000 00000000
            00000000 00000000 00000000 00000000
            00000000  fe551200 00000000
            00000000  81000000 80000000  00000000 ad6c2800
            0500 0800 00 000000
            0500 0b00 00 000000
            0800 0f00 00000000
            0c00 1500 0100000000000000
            0600 1600 1200 0000
            """)))));

    /// <summary>A small record: the kernel keeps neither owner nor queues. It says 0 of both, and 0 would read as root.</summary>
    [Fact]
    public void TimeWait() => Assert.Equal(
        """
        Protocol: Tcp
        State: TimeWait
        LocalAddress: 127.0.0.1
        LocalPort: 6070
        RemoteAddress: 127.0.0.1
        RemotePort: 5002
        ReceiveQueue: 0
        SendQueue: 0
        AcceptQueue: -
        AcceptQueueLimit: -
        BindScope: -
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        IsAwaitingAccept: False
        UserId: -
        UserName: -
        Inode: -
        Cookie: 1201651
        AddressFamily: IPv4
        IsIPv4Mapped: False
        IPv6Only: -
        Interface: -
        Mark: -
        CgroupPath: -
        Shutdown: -
        SocketOptions: -
        Timer: TimeWait
        TimerExpiresMilliseconds: 59580
        Retransmits: 0
        TypeOfService: -
        TrafficClass: -
        ClassId: -
        Memory: -
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(RecordedSockets.Tcp(InetAnswer.IPv4("127.0.0.1", "127.0.0.1") with
        {
            State = 6,
            Timer = 3,
            LocalPort = 6070,
            RemotePort = 5002,
            Expires = 59580,
            Cookie = 1201651,
            UserId = 0,
            Inode = 0,
        })));

    [Fact]
    public void AClosedFinWait2IsASmallRecordWithItsTimer()
    {
        InetSocket socket = RecordedSockets.Tcp(new() { State = 5, Timer = 3, Expires = 59484, UserId = 0, Inode = 0 });

        Assert.Equal((SocketState.FinWait2, SocketTimer.TimeWait, 59484), (socket.State, socket.Timer, socket.TimerExpiresMilliseconds));
        Assert.Equal((null, null, null, 0, 0), (socket.UserId, socket.Inode, socket.Shutdown, socket.ReceiveQueue, socket.SendQueue));
        Assert.False(socket.IsAwaitingAccept);
        Assert.True(socket.Record.IsSmall);
    }

    [Fact]
    public void AFinWait2WithAnOwnerIsAFullRecord()
    {
        InetSocket socket = RecordedSockets.Tcp(new() { State = 5, Attributes = NetlinkBytes.Attribute(8, 2) });

        Assert.Equal((SocketState.FinWait2, SocketTimer.Off, 77L, SocketShutdown.Send), (socket.State, socket.Timer, socket.Inode, socket.Shutdown));
        Assert.False(socket.Record.IsSmall);
    }

    [Fact]
    public void AHalfOpenRequestIsSynReceivedWithItsResentSynAcks()
    {
        InetSocket socket = RecordedSockets.Tcp(InetAnswer.IPv4("10.0.0.5", "10.0.0.9") with { State = 3, Timer = 1, Retransmits = 2, Expires = 3000, UserId = 0, Inode = 0 });

        Assert.Equal((SocketState.SynReceived, SocketTimer.Retransmit, 2, 3000), (socket.State, socket.Timer, socket.Retransmits, socket.TimerExpiresMilliseconds));
        Assert.Equal((null, null, 0, 0), (socket.UserId, socket.Inode, socket.ReceiveQueue, socket.SendQueue));
        Assert.False(socket.IsAwaitingAccept);
        Assert.True(socket.Record.IsSmall);
    }

    [Fact]
    public void State12WhichNoKernelAnswersIsSynReceivedAll() => Assert.Equal(SocketState.SynReceived, RecordedSockets.Tcp(new() { State = 12 }).State);

    [Theory]
    [InlineData(7)]
    [InlineData(13)]
    public void ATcpSocketThatIsOnlyBoundIsBoundInactive(byte state)
    {
        InetSocket socket = RecordedSockets.Tcp(InetAnswer.IPv4("127.0.0.1", "0.0.0.0") with { State = state, LocalPort = 6110 });

        Assert.Equal((SocketState.BoundInactive, BindScope.Loopback, 0L, null), (socket.State, socket.BindScope, socket.ReceiveQueue, socket.AcceptQueue));
    }

    [Theory]
    [InlineData(1, SocketState.Established)]
    [InlineData(2, SocketState.SynSent)]
    [InlineData(3, SocketState.SynReceived)]
    [InlineData(4, SocketState.FinWait1)]
    [InlineData(5, SocketState.FinWait2)]
    [InlineData(6, SocketState.TimeWait)]
    [InlineData(8, SocketState.CloseWait)]
    [InlineData(9, SocketState.LastAck)]
    [InlineData(10, SocketState.Listen)]
    [InlineData(11, SocketState.Closing)]
    public void EveryStateHasItsName(byte kernel, SocketState state) => Assert.Equal(state, RecordedSockets.Tcp(new() { State = kernel }).State);

    [Theory]
    [InlineData(0, SocketTimer.Off)]
    [InlineData(1, SocketTimer.Retransmit)]
    [InlineData(2, SocketTimer.Keepalive)]
    [InlineData(3, SocketTimer.TimeWait)]
    [InlineData(4, SocketTimer.ZeroWindowProbe)]
    [InlineData(5, SocketTimer.DelayedAck)]
    public void EveryTimerHasItsName(byte kernel, SocketTimer timer)
    {
        InetSocket socket = RecordedSockets.Tcp(new() { Timer = kernel, Expires = 200, Retransmits = 4 });

        Assert.Equal(timer, socket.Timer);
        Assert.Equal(kernel == 0 ? (null, null) : (200, 4), (socket.TimerExpiresMilliseconds, socket.Retransmits));
    }

    [Fact]
    public void AnIPv4MappedConnectionIsShownAsIPv4()
    {
        InetSocket socket = RecordedSockets.Tcp(InetAnswer.IPv6("::ffff:10.0.0.5", "::ffff:192.168.7.9"));

        Assert.Equal(("10.0.0.5", "192.168.7.9", SocketAddressFamily.IPv6, true), (socket.LocalAddress, socket.RemoteAddress, socket.AddressFamily, socket.IsIPv4Mapped));
    }

    [Fact]
    public void AnIPv4MappedListenerIsLoopbackAndItsPeerIsAnyIPv6()
    {
        InetSocket socket = RecordedSockets.Tcp(InetAnswer.IPv6("::ffff:127.0.0.1", "::") with { State = 10 });

        Assert.Equal(("127.0.0.1", "::", true, BindScope.Loopback), (socket.LocalAddress, socket.RemoteAddress, socket.IsIPv4Mapped, socket.BindScope));
    }

    [Fact]
    public void AZoneStandsOnLinkLocalEndsOnly()
    {
        InetSocket socket = RecordedSockets.Tcp(InetAnswer.IPv6("fe80::9", "2001:db8::1") with { Interface = 3 });

        Assert.Equal(("fe80::9%3", "2001:db8::1", "3"), (socket.LocalAddress, socket.RemoteAddress, socket.Interface));
    }

    [Fact]
    public void ALinkLocalEndWithoutAnInterfaceHasNoZone() => Assert.Equal("fe80::9", RecordedSockets.Tcp(InetAnswer.IPv6("fe80::9", "::")).LocalAddress);

    [Fact]
    public void TheSameAddressIsTheSameString()
    {
        InetSocket[] sockets = RecordedSockets.Read("tcp-states.nl");

        Assert.Same(sockets.Single(socket => socket.LocalPort == 6010).RemoteAddress, sockets.Single(socket => socket.LocalPort == 6100).RemoteAddress);
    }

    [Theory]
    [InlineData("0.0.0.0", BindScope.AnyIPv4)]
    [InlineData("127.0.0.1", BindScope.Loopback)]
    [InlineData("127.255.255.254", BindScope.Loopback)]
    [InlineData("128.0.0.1", BindScope.Address)]
    [InlineData("10.0.0.5", BindScope.Address)]
    public void WhoCanReachAnIPv4Listener(string local, BindScope scope) => Assert.Equal(scope, RecordedSockets.Tcp(InetAnswer.IPv4(local, "0.0.0.0") with { State = 10 }).BindScope);

    [Theory]
    [InlineData("::", (byte)1, BindScope.AnyIPv6)]
    [InlineData("::", (byte)0, BindScope.AnyDualStack)]
    [InlineData("::", null, null)] // before Linux 4.2 the kernel does not say
    [InlineData("::1", (byte)0, BindScope.Loopback)]
    [InlineData("::2", (byte)0, BindScope.Address)]
    [InlineData("fe80::9", (byte)1, BindScope.Address)]
    [InlineData("::ffff:0.0.0.0", (byte)0, BindScope.AnyIPv4)]
    public void WhoCanReachAnIPv6Listener(string local, byte? v6Only, BindScope? scope) => Assert.Equal(
        scope,
        RecordedSockets.Tcp(InetAnswer.IPv6(local, "::") with { State = 10, Attributes = v6Only is byte only ? NetlinkBytes.Attribute(11, only) : [] }).BindScope);

    [Fact]
    public void AListenerOnADeviceIsReachedThroughThatDeviceOnly() =>
        Assert.Equal(BindScope.Address, RecordedSockets.Tcp(new() { State = 10, Interface = 3 }).BindScope);

    [Theory]
    [InlineData(0u, 0u, null)]    // nobody holds it, and the kernel says 0
    [InlineData(0u, 5u, 0L)]      // root's
    [InlineData(1000u, 0u, 1000L)] // kernels since 6.17 say it of orphans too
    [InlineData(1000u, 5u, 1000L)]
    public void UserZeroIsToldOnlyOfSocketsThatSomebodyHolds(uint user, uint inode, long? expected) => Assert.Equal(expected, RecordedSockets.Tcp(new() { UserId = user, Inode = inode }).UserId);

    [Theory]
    [InlineData(0UL, null)]
    [InlineData(ulong.MaxValue, null)]
    [InlineData(0xffffffffUL, 0xffffffffUL)]
    [InlineData(0xffffffff_00000000UL, 0xffffffff_00000000UL)]
    public void ACookieThatIsNoneIsNull(ulong wire, ulong? cookie) => Assert.Equal(cookie, RecordedSockets.Tcp(new() { Cookie = wire }).Cookie);

    [Theory]
    [InlineData(1, true)]
    [InlineData(8, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(9, false)]
    [InlineData(11, false)]
    [InlineData(10, false)]
    public void AConnectionWithoutAnInodeWaitsForAccept(byte state, bool isAwaiting)
    {
        Assert.Equal(isAwaiting, RecordedSockets.Tcp(new() { State = state, Inode = 0 }).IsAwaitingAccept);
        Assert.False(RecordedSockets.Tcp(new() { State = state, Inode = 5 }).IsAwaitingAccept);
    }

    [Theory]
    [InlineData(0, SocketShutdown.None)]
    [InlineData(1, SocketShutdown.Receive)]
    [InlineData(2, SocketShutdown.Send)]
    [InlineData(3, SocketShutdown.Receive | SocketShutdown.Send)]
    public void ShutdownSaysWhichDirections(byte wire, SocketShutdown shutdown) => Assert.Equal(shutdown, RecordedSockets.Tcp(new() { Attributes = NetlinkBytes.Attribute(8, wire) }).Shutdown);

    [Fact]
    public void MemoryOfAnOlderKernelLacksItsLastValues()
    {
        SocketMemory? memory = RecordedSockets.Tcp(new() { Attributes = NetlinkBytes.Attribute(7, new byte[28]) }).Memory;

        Assert.Equal((0, null, null), (memory?.OptionMemory, memory?.Backlog, memory?.Drops));
    }

    [Theory]
    [InlineData(104)] // Linux 2.6
    [InlineData(120)]
    [InlineData(136)]
    [InlineData(144)]
    [InlineData(160)]
    [InlineData(168)]
    [InlineData(192)]
    [InlineData(200)]
    [InlineData(224)]
    [InlineData(232)]
    [InlineData(240)]
    [InlineData(248)]
    [InlineData(280)] // Linux 6.18
    [InlineData(400)] // a later one
    [InlineData(0)]
    public void ATcpInfoOfAnyLengthDisturbsNothing(int length)
    {
        byte[] information = NetlinkBytes.Attribute(2, Enumerable.Repeat((byte)0xee, length).ToArray());

        InetSocket socket = RecordedSockets.Tcp(new() { Attributes = [.. NetlinkBytes.Attribute(8, 1), .. information, .. NetlinkBytes.Attribute(15, 9, 0, 0, 0)] });

        Assert.Equal((SocketShutdown.Receive, 9L), (socket.Shutdown, socket.Mark));
    }

    [Fact]
    public void AttributesThatNobodyKnowsYetAreSkipped()
    {
        byte[] unknown = [.. NetlinkBytes.Attribute(23, 1, 2, 3), .. NetlinkBytes.Attribute(0x3fff), .. NetlinkBytes.Attribute(0x8000 | 19, [.. NetlinkBytes.Attribute(1, 0x6d)])];

        Assert.Equal(SocketShutdown.Receive, RecordedSockets.Tcp(new() { Attributes = [.. unknown, .. NetlinkBytes.Attribute(8, 1)] }).Shutdown);
    }

    [Fact]
    public void AttributesThatDidNotComeAreNull()
    {
        InetSocket socket = RecordedSockets.Tcp(new());

        Assert.Equal((null, null, null, null, null), (socket.Mark, socket.Shutdown, socket.SocketOptions, socket.IPv6Only, socket.CgroupPath));
        Assert.Equal((null, null, null, null), (socket.TypeOfService, socket.TrafficClass, socket.ClassId, socket.Memory));
    }

    [Fact]
    public void TheOrderOfAttributesMeansNothing()
    {
        byte[][] attributes = [NetlinkBytes.Attribute(8, 1), NetlinkBytes.Attribute(15, 9, 0, 0, 0), NetlinkBytes.Attribute(22, 2, 0), NetlinkBytes.Attribute(5, 16)];

        string[] texts = [.. new[] { attributes, attributes.Reverse() }.Select(order => SocketText.Of(RecordedSockets.Tcp(new() { Attributes = [.. order.SelectMany(bytes => bytes)] })))];

        Assert.Equal(texts[0], texts[1]);
    }
}
