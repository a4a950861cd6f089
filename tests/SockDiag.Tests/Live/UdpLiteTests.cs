using System.Net;
using System.Net.Sockets;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>UDP-Lite, which ss has no option for: against the sockets themselves, and /proc.</summary>
public class UdpLiteTests
{
    private const int IPPROTO_UDPLITE = 136;

    [Theory, InlineData(AddressFamily.InterNetwork), InlineData(AddressFamily.InterNetworkV6)]
    public void ABoundSocketIsWhatItSaysItself(AddressFamily family) => With(family, socket =>
    {
        UdpLiteSocket row = Rows.Of<UdpLiteSocket>(SocketProtocol.UdpLite, socket, owners: true);
        Assert.Equal(
            (SocketProtocol.UdpLite, SocketState.Unconnected, socket.LocalEnd.Address.ToString(), socket.Port, 0, BindScope.Loopback, (ulong?)socket.Cookie, socket.Holder),
            (row.Protocol, row.State, row.LocalAddress, row.LocalPort, row.RemotePort, row.BindScope, row.Cookie, row.Owners.ToString()));
    });

    [Theory, InlineData(AddressFamily.InterNetwork), InlineData(AddressFamily.InterNetworkV6)]
    public void AConnectedSocketIsWhatItSaysItself(AddressFamily family) => With(family, peer =>
    {
        using NativeSocket socket = Open(family).Connect(peer.LocalEnd);
        UdpLiteSocket row = Rows.Of<UdpLiteSocket>(SocketProtocol.UdpLite, socket);
        Assert.Equal((SocketState.Established, socket.Port, peer.LocalEnd.Address.ToString(), peer.Port), (row.State, row.LocalPort, row.RemoteAddress, row.RemotePort));
    });

    [Fact]
    public void WhatWaitsIsTheQueue() => With(AddressFamily.InterNetwork, receiver =>
    {
        using NativeSocket sender = Open(AddressFamily.InterNetwork).Connect(receiver.LocalEnd).Send(100);
        Poll.Until(() => receiver.Memory[0] > 100, "the datagram has come");
        Assert.Equal(receiver.Memory[0], Rows.Of<UdpLiteSocket>(SocketProtocol.UdpLite, receiver).ReceiveQueue);
    });

    [Fact]
    public void PortsChoose() => With(AddressFamily.InterNetwork, socket =>
    {
        using NativeSocket other = Open(AddressFamily.InterNetwork).Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal([socket.Cookie], Rows.All<UdpLiteSocket>(SocketProtocol.UdpLite, Rows.LocalPort(socket.Port)).Select(row => row.Cookie!.Value));
    });

    [Fact]
    public void ASocketOfUdpAtThatPortIsAnother() => With(AddressFamily.InterNetwork, socket =>
    {
        using NativeSocket udp = NativeSocket.Udp().Bind(socket.LocalEnd);
        Assert.Equal([udp.Cookie], Rows.Udp(Rows.LocalPort(socket.Port)).Select(row => row.Cookie!.Value));
    });

    [Fact]
    public void EveryRowOfProcIsOneOfOurs() => OwnNamespace.Inside(() =>
    {
        using NativeSocket bound = OpenOrSkip(AddressFamily.InterNetwork).Bind(new IPEndPoint(IPAddress.Loopback, 0)), connected = OpenOrSkip(AddressFamily.InterNetwork).Connect(bound.LocalEnd);
        using NativeSocket? six = Needs.HasIPv6 ? OpenOrSkip(AddressFamily.InterNetworkV6).Bind(new IPEndPoint(IPAddress.IPv6Any, 0)) : null;
        Assert.Equal(
            ProcNetRow.All(SocketProtocol.UdpLite).OrderBy(row => row.ToString()),
            Rows.All<UdpLiteSocket>(SocketProtocol.UdpLite).Select(ProcNetRow.Of).OrderBy(row => row.ToString()));
    });

    private static void With(AddressFamily family, Action<NativeSocket> judge) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        if (family == AddressFamily.InterNetworkV6) Needs.IPv6();
        using NativeSocket socket = OpenOrSkip(family).Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
        judge(socket);
    });

    private static NativeSocket OpenOrSkip(AddressFamily family)
    {
        NativeSocket? socket = NativeSocket.TryOpen(family == AddressFamily.InterNetwork ? AF_INET : AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE);
        Assert.SkipWhen(socket is null, "It needs a kernel with UDP-Lite.");
        return socket!;
    }

    private static NativeSocket Open(AddressFamily family) => OpenOrSkip(family);
}
