using System.Net;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

public class TimerTests
{
    private const double TimeWaitMilliseconds = 60_000;

    [Fact]
    public void ASynWithoutAnswerIsSentAgain() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.SynSent);
        Poll.Until(() => Assert.Single(Rows.Tcp(held.Ports)).Retransmits > 0, "a SYN was sent again");
        Assert.Equal(SocketTimer.Retransmit, Assert.Single(Rows.Tcp(held.Ports)).Timer);
    });

    [Fact]
    public void AKeepaliveTimerCountsDownFromTheIdleTime() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        const int idleSeconds = 100;
        using Connection connection = Connection.OverIPv4();
        connection.Client.Set(IPPROTO_TCP, TCP_KEEPIDLE, idleSeconds).Set(SOL_SOCKET, SO_KEEPALIVE);
        InetSocket row = Rows.Of(connection.Client);
        Assert.Equal((SocketTimer.Keepalive, 0), (row.Timer, row.Retransmits));
        Assert.InRange(row.TimerExpiresMilliseconds!.Value, (idleSeconds - 10) * 1000, idleSeconds * 1000);
    });

    [Fact]
    public void AClosedWindowIsProbed() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.Fill();
        Poll.Until(() => Rows.Of(connection.Client).Timer == SocketTimer.ZeroWindowProbe, "the window is probed");
    });

    [Fact]
    public void TimeWaitEndsWithinAMinute() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.TimeWait);
        TcpSocket left = Assert.Single(Rows.Tcp(held.Ports));
        Assert.Equal(SocketTimer.TimeWait, left.Timer);
        Assert.InRange(left.TimerExpiresMilliseconds!.Value, TimeWaitMilliseconds - 10_000, TimeWaitMilliseconds);
    });

    [Fact]
    public void WhatIsLostIsSentAgain() => OwnNamespace.Inside(() =>
    {
        using Connection connection = Connection.OverIPv4();
        PacketFilter.Drop($"tcp sport {connection.Client.Port}");
        connection.Client.Send(10);
        Poll.Until(() => Rows.Of(connection.Client).Retransmits > 0, "the data was sent again");
        Assert.Equal((SocketTimer.Retransmit, 10L), (Rows.Of(connection.Client).Timer, Rows.Of(connection.Client).SendQueue));
    });

    [Fact]
    public void AListenerHasNoTimer() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        InetSocket row = Rows.Of(listener);
        Assert.Equal((SocketTimer.Off, null, null), (row.Timer, row.TimerExpiresMilliseconds, row.Retransmits));
    });
}
