using System.Net;
using System.Net.Sockets;
using static SockDiag.Tests.Live.SocketHeaders;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>What the kernel tells in attributes, each set on a socket and read back.</summary>
public class AttributeTests
{
    public static TheoryData<int, int, SocketOptions> Options { get; } = new()
    {
        { IPPROTO_IP, IP_RECVERR, SocketOptions.ReceiveErrors },
        { IPPROTO_IP, IP_RECVERR_RFC4884, SocketOptions.ReceiveErrorsRfc4884 },
        { IPPROTO_IP, IP_FREEBIND, SocketOptions.FreeBind },
        { IPPROTO_IP, IP_MULTICAST_LOOP, SocketOptions.MulticastLoop },
        { IPPROTO_IP, IP_MULTICAST_ALL, SocketOptions.MulticastAll },
        { IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, SocketOptions.BindAddressNoPort },
    };

    [Theory, MemberData(nameof(Options))]
    public void AnOptionThatIsSetIsListed(int level, int name, SocketOptions option) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket socket = NativeSocket.Udp().Bind(Loopback).Set(level, name, 1);
        Assert.Equal(option, Rows.Of(socket).SocketOptions & option);
    });

    [Theory, MemberData(nameof(Options))]
    public void AnOptionThatIsNotSetIsNotListed(int level, int name, SocketOptions option) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket socket = NativeSocket.Udp().Bind(Loopback).Set(level, name, 0);
        Assert.Equal(SocketOptions.None, Rows.Of(socket).SocketOptions & option);
    });

    [Fact]
    public void ATransparentSocketIsListedAsOne() => OwnNamespace.Inside(() =>
    {
        using NativeSocket listener = NativeSocket.Tcp().Set(IPPROTO_IP, IP_TRANSPARENT).Bind(Loopback).Listen();
        Assert.True(Rows.Of(listener).SocketOptions!.Value.HasFlag(SocketOptions.Transparent | SocketOptions.IsConnectionOriented));
    });

    [Fact]
    public void TheMarkIsListed() => OwnNamespace.Inside(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(Loopback).Set(SOL_SOCKET, SO_MARK, unchecked((int)0xfeedbeef));
        Assert.Equal(0xfeedbeef, Rows.Of(listener).Mark);
    });

    [Fact]
    public void ASocketWithoutMarkHasTheMark0() => OwnNamespace.Inside(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(Loopback);
        Assert.Equal(0, Rows.Of(listener).Mark);
    });

    [Fact]
    public void TimeWaitKeepsTheMark() => OwnNamespace.Inside(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.Set(SOL_SOCKET, SO_MARK, 77).ShutdownSend();
        connection.Server.ShutdownSend();
        Poll.Until(() => Rows.Tcp(connection.ClientPorts, SocketState.TimeWait).Length == 1, "the client is in TIME-WAIT");
        Assert.Equal(77, Assert.Single(Rows.Tcp(connection.ClientPorts)).Mark);
    });

    [Fact]
    public void TheBoundDeviceIsListedByName() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket udp = NativeSocket.Udp().BindToDevice("lo").Bind(new(IPAddress.Any, 0));
        Assert.Equal(("lo", BindScope.Address), (Rows.Of(udp).Interface, Rows.Of(udp).BindScope));
    });

    [Fact]
    public void ADeviceThatIsGoneIsListedByIndex() => OwnNamespace.Inside(() =>
    {
        uint index = NetworkLink.Add("link0", "10.7.7.7/24");
        using NativeSocket udp = NativeSocket.Udp().BindToDevice("link0").Bind(new(IPAddress.Any, 0));
        Tool.Output("ip", "link", "del", "link0");
        Assert.Equal(index.ToString(), Rows.Of(udp).Interface);
    });

    [Theory]
    [InlineData("127.0.0.1", null, BindScope.Loopback)]
    [InlineData("127.9.9.9", null, BindScope.Loopback)]
    [InlineData("0.0.0.0", null, BindScope.AnyIPv4)]
    [InlineData("::1", true, BindScope.Loopback)]
    [InlineData("::", true, BindScope.AnyIPv6)]
    [InlineData("::", false, BindScope.AnyDualStack)]
    [InlineData("::ffff:127.0.0.1", false, BindScope.Loopback)]
    [InlineData("::ffff:0.0.0.0", false, BindScope.AnyIPv4)]
    public void WhoCanReachAListenerFollowsFromItsAddress(string address, bool? isIPv6Only, BindScope scope) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = Bound(NativeSocket.Tcp, address, isIPv6Only).Listen();
        Assert.Equal((scope, isIPv6Only), (Rows.Of(listener).BindScope, Rows.Of(listener).IPv6Only));
    });

    [Theory]
    [InlineData("0.0.0.0", null, BindScope.AnyIPv4)]
    [InlineData("::", true, BindScope.AnyIPv6)]
    [InlineData("::", false, BindScope.AnyDualStack)]
    public void WhoCanReachAUdpSocketFollowsFromItsAddress(string address, bool? isIPv6Only, BindScope scope) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket udp = Bound(NativeSocket.Udp, address, isIPv6Only);
        Assert.Equal((scope, isIPv6Only), (Rows.Of(udp).BindScope, Rows.Of(udp).IPv6Only));
    });

    [Fact]
    public void OneAddressOfTheMachineIsTheScopeAddress() => OwnNamespace.Inside(() =>
    {
        NetworkLink.Add("link0", "10.7.7.7/24");
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Parse("10.7.7.7"), 0));
        Assert.Equal(BindScope.Address, Rows.Of(listener).BindScope);
    });

    [Fact]
    public void AConnectionHasNoScope() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        Assert.Null(Rows.Of(connection.Client).BindScope);
    });

    [Fact]
    public void NeitherDirectionOfANewConnectionIsShutDown() => ShutDown(_ => { }, SocketShutdown.None);

    [Fact]
    public void ADirectionThatTheProgramShutDownIsListed() => ShutDown(connection => connection.Client.ShutdownReceive(), SocketShutdown.Receive);

    [Fact]
    public void ADirectionThatWasShutDownToSendIsListed() => ShutDown(connection => connection.Client.ShutdownSend(), SocketShutdown.Send);

    [Fact]
    public void APeerThatClosedShutDownTheReceivingDirection() => ShutDown(connection => connection.Server.ShutdownSend(), SocketShutdown.Receive);

    [Fact]
    public void TheTypeOfServiceIsToldWhenDetailsAreAskedFor() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket udp = NativeSocket.Udp().Set(IPPROTO_IP, IP_TOS, 0x48).Bind(Loopback);
        InetSocket row = Rows.Of(udp, detailed: true);
        Assert.Equal((0x48, null), (row.TypeOfService, row.TrafficClass));
    });

    [Fact]
    public void TheTrafficClassIsToldOfIPv6Sockets() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        Needs.IPv6();
        using NativeSocket udp = NativeSocket.Udp(AddressFamily.InterNetworkV6).Set(IPPROTO_IPV6, IPV6_TCLASS, 0x58).Bind(new(IPAddress.IPv6Loopback, 0));
        Assert.Equal(0x58, Rows.Of(udp, detailed: true).TrafficClass);
    });

    [Fact]
    public void ThePriorityIsTheClassWhereThereIsNoOther() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket udp = NativeSocket.Udp().Set(SOL_SOCKET, SO_PRIORITY, 5).Bind(Loopback);
        Assert.Equal(5, Rows.Of(udp, detailed: true).ClassId);
    });

    [Fact]
    public void TheMemoryIsWhatTheSocketSays() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.Fill();
        Poll.Until(() => Memory(connection.Client).SequenceEqual(connection.Client.Memory.Select(value => (long?)value)), "the row has the memory that SO_MEMINFO tells");
        Assert.True(Rows.Of(connection.Client, detailed: true).Memory!.WriteQueued > 0);
    });

    [Fact]
    public void DatagramsThatFoundNoRoomAreCounted() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket receiver = NativeSocket.Udp().Set(SOL_SOCKET, SO_RCVBUF, 1).Bind(Loopback);
        using NativeSocket sender = NativeSocket.Udp().Connect(receiver.LocalEnd);
        for (int i = 0; i < 20; i++) sender.Send(1000);
        Poll.Until(() => receiver.Memory[8] > 0, "datagrams were thrown away");
        Assert.Equal(receiver.Memory[8], Rows.Of(receiver, detailed: true).Memory!.Drops);
    });

    [Fact]
    public void DetailsAreNullUnlessAskedFor() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        InetSocket row = Rows.Of(connection.Client);
        Assert.Equal((null, null, null, null), (row.TypeOfService, row.TrafficClass, row.ClassId, row.Memory));
    });

    [Fact]
    public void ATimeWaitHasNoDetailsEvenWhenAskedFor() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        ulong cookie = connection.Client.Cookie;
        connection.Client.ShutdownSend();
        connection.Server.ShutdownSend();
        Poll.Until(() => Rows.OfCookie(cookie).State == SocketState.TimeWait, "the client is in TIME-WAIT");
        InetSocket left = Rows.OfCookie(cookie, detailed: true);
        Assert.Equal((null, null, null, null, null, null), (left.Memory, left.TypeOfService, left.Shutdown, left.SocketOptions, left.UserId, left.CgroupPath));
    });

    private static IPEndPoint Loopback => new(IPAddress.Loopback, 0);

    private static NativeSocket Bound(Func<AddressFamily, NativeSocket> make, string address, bool? isIPv6Only)
    {
        var parsed = IPAddress.Parse(address);
        if (isIPv6Only is null) return make(AddressFamily.InterNetwork).Bind(new(parsed, 0));
        Needs.IPv6();
        return make(AddressFamily.InterNetworkV6).Set(IPPROTO_IPV6, IPV6_V6ONLY, isIPv6Only.Value ? 1 : 0).Bind(new(parsed, 0));
    }

    private static void ShutDown(Action<Connection> act, SocketShutdown expected) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        act(connection);
        Poll.Until(() => Rows.Of(connection.Client).Shutdown == expected, $"the client's shutdown is {expected}");
    });

    private static long?[] Memory(NativeSocket socket)
    {
        SocketMemory memory = Rows.Of(socket, detailed: true).Memory!;
        return
        [
            memory.ReceiveAllocated, memory.ReceiveBuffer, memory.TransmitAllocated, memory.SendBuffer, memory.ForwardAllocated,
            memory.WriteQueued, memory.OptionMemory, memory.Backlog, memory.Drops,
        ];
    }
}
