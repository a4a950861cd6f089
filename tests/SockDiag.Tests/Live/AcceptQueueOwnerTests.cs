using System.Net;
using System.Net.Sockets;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>A connection that nobody has accepted belongs to the listener that it came through.</summary>
public class AcceptQueueOwnerTests
{
    [Fact]
    public void TheListenerOfTheAddressOwnsIt() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        OwnedBy([listener], IPAddress.Loopback);
    });

    [Fact]
    public void TheListenerOfAllAddressesOwnsIt() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Any, 0));
        OwnedBy([listener], IPAddress.Loopback);
    });

    [Fact]
    public void TheListenerOfTheAddressGoesBeforeThatOfAllAddresses() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket exact = Twin(IPAddress.Loopback);
        using NativeSocket all = Twin(IPAddress.Any, exact.Port);
        OwnedBy([exact], IPAddress.Loopback);
    });

    [Fact]
    public void WhatComesToAnotherAddressIsTheOtherListeners() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket exact = Twin(IPAddress.Loopback);
        using NativeSocket all = Twin(IPAddress.Any, exact.Port);
        OwnedBy([all], IPAddress.Parse("127.0.0.2"));
    });

    [Fact]
    public void TheListenerOfAllIPv6AddressesOwnsIPv6Connections() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = OfIPv6(IPAddress.IPv6Any, isIPv6Only: false);
        OwnedBy([listener], IPAddress.IPv6Loopback);
    });

    [Fact]
    public void TheDualStackListenerOwnsIPv4Connections() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = OfIPv6(IPAddress.IPv6Any, isIPv6Only: false);
        OwnedBy([listener], IPAddress.Loopback);
    });

    [Fact]
    public void TheListenerOfAMappedAddressOwnsIPv4Connections() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = OfIPv6(IPAddress.Loopback.MapToIPv6(), isIPv6Only: false);
        OwnedBy([listener], IPAddress.Loopback);
    });

    [Fact]
    public void OneListenerAFamilyOnOnePortOwnEachItsOwn() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket six = OfIPv6(IPAddress.IPv6Any, isIPv6Only: true);
        using NativeSocket four = NativeSocket.Listening(new(IPAddress.Any, six.Port));
        OwnedBy([four], IPAddress.Loopback);
        OwnedBy([six], IPAddress.IPv6Loopback);
    });

    [Fact]
    public void TwinListenersAllOwnIt() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket first = Twin(IPAddress.Any);
        using NativeSocket second = Twin(IPAddress.Any, first.Port);
        using NativeSocket third = Twin(IPAddress.Any, first.Port);
        OwnedBy([first, second, third], IPAddress.Loopback);
    });

    /// <summary>With SO_REUSEPORT, without which they do not listen on one port, the kernel takes the listener that came last.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void OfListenersOnADeviceAndOnNoneTheOneThatTheKernelChoseOwnsIt(bool isDeviceLast) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket first = OnDevice(isDeviceLast ? null : "lo");
        using NativeSocket last = OnDevice(isDeviceLast ? "lo" : null, first.Port);
        using NativeSocket client = NativeSocket.Tcp().Connect(new(IPAddress.Loopback, first.Port));
        NativeSocket chosen = Assert.Single([first, last], listener => Rows.Of(listener).AcceptQueue == 1);
        Assert.Equal(chosen.Holder, Waiting(first.Port, client.Port).Owners.ToString());
    });

    [Fact]
    public void WhatComesThroughAnotherDeviceIsTheOtherListeners() => OwnNamespace.Inside(() =>
    {
        NetworkLink.Add("link0", "10.7.7.7/24");
        using NativeSocket onDevice = OnDevice("link0");
        using NativeSocket onAny = Twin(IPAddress.Any, onDevice.Port);
        OwnedBy([onAny], IPAddress.Loopback);
    });

    [Fact]
    public void AClientOnTheLinkIsTheListenersOfTheLinkLocalAddress() => OwnNamespace.Inside(() =>
    {
        uint index = NetworkLink.Add("link0", "fe80::7/64");
        using NativeSocket listener = OfIPv6(IPAddress.IPv6Any, isIPv6Only: true);
        OwnedBy([listener], IPAddress.Parse($"fe80::7%{index}"));
    });

    [Fact]
    public void AConnectionThatThePeerClosedStillWaits() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using NativeSocket client = NativeSocket.Tcp().Connect(listener.LocalEnd).ShutdownSend();
        Poll.Until(() => Waiting(listener.Port, client.Port) is { State: SocketState.CloseWait }, "the peer's FIN came");
        InetSocket waiting = Waiting(listener.Port, client.Port);
        Assert.Equal((OwnerVisibility.AwaitingAccept, true, listener.Holder), (waiting.OwnerVisibility, waiting.IsAwaitingAccept, waiting.Owners.ToString()));
    });

    [Fact]
    public void AfterAcceptItBelongsToItsOwnDescriptor() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        InetSocket accepted = Rows.Of(connection.Server, owners: true);
        Assert.Equal((OwnerVisibility.Visible, false, connection.Server.Holder), (accepted.OwnerVisibility, accepted.IsAwaitingAccept, accepted.Owners.ToString()));
    });

    [Fact]
    public void ItHasTheCookieThatItWillHaveWhenItIsAccepted() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using NativeSocket client = NativeSocket.Tcp().Connect(listener.LocalEnd);
        ulong? before = Waiting(listener.Port, client.Port).Cookie;
        using NativeSocket server = listener.Accept();
        Assert.Equal(server.Cookie, before);
    });

    private static NativeSocket Twin(IPAddress address, int port = 0) => NativeSocket.Tcp(address.AddressFamily).Set(SOL_SOCKET, SO_REUSEPORT).Bind(new(address, port)).Listen();

    private static NativeSocket OnDevice(string? device, int port = 0)
    {
        NativeSocket socket = NativeSocket.Tcp().Set(SOL_SOCKET, SO_REUSEPORT);
        return (device is null ? socket : socket.BindToDevice(device)).Bind(new(IPAddress.Any, port)).Listen();
    }

    private static NativeSocket OfIPv6(IPAddress address, bool isIPv6Only)
    {
        Needs.IPv6();
        return NativeSocket.Tcp(AddressFamily.InterNetworkV6).Set(IPPROTO_IPV6, IPV6_V6ONLY, isIPv6Only ? 1 : 0).Bind(new(address, 0)).Listen();
    }

    /// <summary>Connects to an address and looks who owns what waits then.</summary>
    private static void OwnedBy(NativeSocket[] listeners, IPAddress address)
    {
        using NativeSocket client = NativeSocket.Tcp(address.AddressFamily).Connect(new(address, listeners[0].Port));
        InetSocket waiting = Waiting(listeners[0].Port, client.Port);
        string holders = string.Join(' ', listeners.OrderBy(listener => listener.Descriptor).Select(listener => listener.Holder));
        Assert.Equal((OwnerVisibility.AwaitingAccept, Environment.ProcessId, holders, null), (waiting.OwnerVisibility, waiting.ProcessId, waiting.Owners.ToString(), waiting.Inode));
    }

    private static TcpSocket Waiting(int listenerPort, int clientPort) => Assert.Single(Rows.Tcp(Rows.Ports(listenerPort, clientPort), owners: true));
}
