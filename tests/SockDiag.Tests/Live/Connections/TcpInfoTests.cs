using System.Net;
using SockDiag.Tests.Sockets;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live.Connections;

/// <summary>The bookkeeping of real connections, against what they were made to do.</summary>
public class TcpInfoTests
{
    public static TheoryData<SocketState> StatesWithout { get; } = [SocketState.Listen, SocketState.TimeWait, SocketState.SynReceived, SocketState.BoundInactive];

    public static TheoryData<SocketState> StatesWith { get; } =
        [SocketState.Established, SocketState.SynSent, SocketState.FinWait1, SocketState.FinWait2, SocketState.CloseWait, SocketState.LastAck, SocketState.Closing];

    [Theory, MemberData(nameof(StatesWithout))]
    public void ASocketThatIsNoConnectionIsLeftOut(SocketState state) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(state);
        Poll.Until(() => state == SocketState.BoundInactive || Rows.Tcp(held.Ports) is [var row] && row.State == state, $"the socket is {state}");
        Assert.Empty(ConnectionRows.All(held.Ports));
        Assert.All(Rows.Tcp(held.Ports), row => Assert.False(SocketTable.HasTcpInfo(row)));
    });

    [Theory, MemberData(nameof(StatesWith))]
    public void AConnectionIsListedInTheStateItIsIn(SocketState state) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(state);
        Poll.Until(() => ConnectionRows.All(held.Ports) is [var row] && row.State == state, $"the connection is {state}");
        Assert.True(SocketTable.HasTcpInfo(Assert.Single(Rows.Tcp(held.Ports))));
    });

    /// <summary>It is FIN-WAIT-2, and yet the kernel keeps nothing of it but an address pair.</summary>
    [Fact]
    public void AFinWait2ThatItsProgramClosedIsLeftOut() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        SocketFilter ports = connection.ClientPorts;
        connection.Client.Dispose();
        Poll.Until(() => Rows.Tcp(ports) is [{ State: SocketState.FinWait2, Timer: SocketTimer.TimeWait }], "the kernel keeps a small record of it");
        Assert.Empty(ConnectionRows.All(ports));
        Assert.False(SocketTable.HasTcpInfo(Rows.Tcp(ports)[0]));
    });

    [Fact]
    public void ADatagramSocketHasNoBookkeeping() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket bound = NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0));
        Assert.False(SocketTable.HasTcpInfo(Rows.Of(bound)));
    });

    [Fact]
    public void StatesSelect() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.ShutdownSend();
        Poll.Until(() => ConnectionRows.Of(connection.Server).State == SocketState.CloseWait, "the FIN came");
        TcpInfo row = Assert.Single(ConnectionRows.All(new SocketFilter.Or(connection.ClientPorts, connection.ServerPorts), states: SocketState.CloseWait | SocketState.Listen));
        Assert.Equal(connection.Server.Cookie, row.Cookie);
    });

    [Fact]
    public void AConnectionHasItsOwner() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        TcpInfo row = ConnectionRows.Of(connection.Client, owners: true);
        Assert.Equal((Environment.ProcessId, OwnerVisibility.Visible, connection.Client.Holder, connection.Client.Inode), (row.ProcessId, row.OwnerVisibility, row.Owners.ToString(), row.Inode));
    });

    [Fact]
    public void AnUnansweredConnectKnowsNoTimes() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.SynSent);
        TcpInfo row = Assert.Single(ConnectionRows.All(held.Ports));
        Assert.Equal((null, null, null, null, null), (row.LastDataSentMilliseconds, row.LastDataReceivedMilliseconds, row.LastAckReceivedMilliseconds, row.RttMilliseconds, row.RttVarianceMilliseconds));
        Assert.Equal((null, null, null, null), (row.MinimumRttMilliseconds, row.SendRateBitsPerSecond, row.SlowStartThresholdSegments, row.RetransmitPercent));
    });

    [Fact]
    public void AConnectionThatWasNeverUsedHasNoLastTimes() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        TcpInfo row = ConnectionRows.Of(connection.Client);
        Assert.Equal((null, null, 0L), (row.LastDataSentMilliseconds, row.LastDataReceivedMilliseconds, row.BytesSent));
    });

    [Theory]
    [InlineData("cubic")]
    [InlineData("reno")]
    [InlineData("bbr")]
    public void TheCongestionControlIsTheOneThatWasChosen(string name) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.SetCongestionControl(name);
        Assert.Equal(name, ConnectionRows.Of(connection.Client).CongestionControl);
    });

    [Fact]
    public void BbrKnowsABandwidthOnceItSent() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.SetCongestionControl("bbr").Send(100_000);
        Poll.Until(() => connection.Client.Unacknowledged == 0, "everything is acknowledged");
        TcpInfo row = ConnectionRows.Of(connection.Client);
        Assert.Equal(row.MinimumRttMilliseconds, row.Bbr!.MinimumRttMilliseconds);
        Assert.InRange(row.Bbr.BandwidthBitsPerSecond, 1, double.MaxValue);
        Assert.InRange(row.Bbr.PacingGain, 0.5, 3);
        Assert.InRange(row.Bbr.CongestionWindowGain, 0.5, 3);
    });

    [Fact]
    public void WithoutBbrThereIsNoBlockOfIt() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.SetCongestionControl("reno");
        TcpInfo row = ConnectionRows.Of(connection.Client);
        Assert.Equal((null, null, null, null), (row.Bbr, row.Vegas, row.Dctcp, row.Ulp));
    });

    [Fact]
    public void MemoryIsThereWhenDetailsAreAskedFor() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        Assert.Equal((true, false), (ConnectionRows.Of(connection.Client).Memory is null, ConnectionRows.Of(connection.Client, detailed: true).Memory is null));
        Assert.Equal(connection.Client.Memory[1], ConnectionRows.Of(connection.Client, detailed: true).Memory!.ReceiveBuffer);
    });

    [Fact]
    public void ALimitOnTheRateIsListedInBits() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.SetMaximumPacingRate(1_000_000);
        Assert.Equal((8_000_000, null), (ConnectionRows.Of(connection.Client).MaximumPacingRateBitsPerSecond, ConnectionRows.Of(connection.Server).MaximumPacingRateBitsPerSecond));
    });

    [Fact]
    public void AWindowThatTheReaderClosedHoldsTheSenderUp() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.Fill();
        Poll.Until(() => ConnectionRows.Of(connection.Client).Timer == SocketTimer.ZeroWindowProbe, "the client probes the window");
        Poll.Until(() => ConnectionRows.Of(connection.Client) is { ReceiveWindowLimitedMilliseconds: > 50 } row && row.ReceiveWindowLimitedMilliseconds > row.BusyMilliseconds / 2, "most of the busy time is the window's");
        TcpInfo sender = ConnectionRows.Of(connection.Client);
        Assert.InRange(sender.NotSentBytes!.Value, 1, long.MaxValue);
        Assert.InRange(sender.SendWindowBytes!.Value, 0, sender.SendMssBytes!.Value);
        Assert.Equal(0, sender.UnackedSegments);
        Assert.Equal(0, ConnectionRows.Of(connection.Server).ReceiveWindowLimitedMilliseconds);
    });

    [Fact]
    public void AProgramThatSendsLittleIsWhatLimitsTheRate() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        for (int i = 0; i < 5; i++)
        {
            connection.Client.Send(10);
            Poll.Until(() => connection.Client.Unacknowledged == 0, "it is acknowledged");
        }
        Assert.True(ConnectionRows.Of(connection.Client).IsApplicationLimited);
    });

    [Fact]
    public void CongestionNotificationThatWasAgreedOnIsListed() => OwnNamespace.Inside(() =>
    {
        Sysctl.Write("net/ipv4/tcp_ecn", "1");
        using Connection connection = Connection.OverIPv4();
        connection.Client.Send(10);
        Poll.Until(() => ConnectionRows.Of(connection.Server).EcnSeen is true, "a packet came with a mark");
        Assert.Equal((true, true), (ConnectionRows.Of(connection.Client).HasEcn, ConnectionRows.Of(connection.Server).HasEcn));
    });

    [Fact]
    public void WhatWasNotAgreedOnIsNotListed() => OwnNamespace.Inside(() =>
    {
        foreach (string option in (string[])["tcp_ecn", "tcp_sack", "tcp_timestamps", "tcp_window_scaling"]) Sysctl.Write($"net/ipv4/{option}", "0");
        using Connection connection = Connection.OverIPv4();
        TcpInfo row = ConnectionRows.Of(connection.Client);
        Assert.Equal((false, false, false, false, null, null), (row.HasEcn, row.HasSack, row.HasTimestamps, row.HasWindowScale, row.SendWindowScale, row.ReceiveWindowScale));
    });

    [Fact]
    public void DataThatCameWithTheSynIsListedOnBothEnds() => OwnNamespace.Inside(() =>
    {
        const int TCP_FASTOPEN = 23;
        Sysctl.Write("net/ipv4/tcp_fastopen", "0x207"); // both ends, and neither wants a cookie
        using NativeSocket listener = NativeSocket.Tcp().Bind(new(IPAddress.Loopback, 0)).Set(IPPROTO_TCP, TCP_FASTOPEN, 5).Listen();
        using NativeSocket client = NativeSocket.Tcp().SendInSyn(listener.LocalEnd, 10);
        using NativeSocket server = listener.Accept();
        Assert.Equal((true, true, TcpFastOpenFailure.Unspecified), (ConnectionRows.Of(client).HasFastOpenData, ConnectionRows.Of(server).HasFastOpenData, ConnectionRows.Of(client).FastOpenClientFailure));
        Needs.Kernel(6, 16, "kernels before it do not say who was opened so");
        Assert.True(ConnectionRows.Of(server).IsFastOpenChild);
    });

    [Fact]
    public void ASubflowOfMptcpHasItsTokens() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var pair = new MptcpPair();
        TcpUpperLayer? client = Assert.Single(ConnectionRows.All(pair.Client)).Ulp, server = Assert.Single(ConnectionRows.All(pair.Server)).Ulp;
        Assert.SkipWhen(client is null && !Needs.IsRoot, "It needs root: kernels before 6.15 tell of MPTCP to root only.");
        Assert.Equal(("mptcp", null, "mptcp", null), (client!.Name, client.Tls, server!.Name, server.Tls));
        Assert.Equal((pair.ClientToken, pair.ServerToken), (client.Mptcp!.LocalToken, server.Mptcp!.LocalToken));
        Assert.True(client.Mptcp.Flags!.Value.HasFlag(MptcpSubflowFlags.CapableRemote | MptcpSubflowFlags.CapableLocal));
        Assert.Equal((0, 0), (client.Mptcp.LocalId, client.Mptcp.RemoteId));
    });

    /// <summary>It names a connection that another subflow joins; the first has none to join.</summary>
    [Fact]
    public void TheFirstSubflowOfMptcpKeepsNoTokenOfItsPeer() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var pair = new MptcpPair();
        Assert.Null(Assert.Single(ConnectionRows.All(pair.Client)).Ulp?.Mptcp?.RemoteToken);
    });

    [Fact]
    public void ASignedConnectionIsReadAndItsKeyIsNot() => OwnNamespace.Inside(() =>
    {
        const string key = "secret of this test";
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0)).Sign(IPAddress.Loopback, key);
        using NativeSocket client = NativeSocket.Tcp().Sign(IPAddress.Loopback, key).Connect(listener.LocalEnd);
        TcpInfo row = ConnectionRows.Of(client);
        Assert.Equal(SocketState.Established, row.State);
        Assert.All(typeof(TcpInfo).GetProperties(), property => Assert.DoesNotContain(key, $"{property.GetValue(row)}"));
    });

    /// <summary>What the program itself is told, which is more than ss says.</summary>
    [Fact]
    public void TimeoutsAreCounted() => OwnNamespace.Inside(() =>
    {
        using Connection connection = Connection.OverIPv4();
        PacketFilter.Drop($"tcp dport {connection.Listener.Port}");
        connection.Client.Send(10);
        Poll.Until(() => ConnectionRows.Of(connection.Client).TimeoutsTotal >= 2, "two timeouts went by");
        Poll.UntilEqual(
            () => ((string[])["CongestionState", "UnrecoveredTimeouts", "BackoffExponent", "TimeoutsTotal", "LostSegments", "RetransmitsTotal"]).Select(property => TcpInfoField.Of(property).Expected(connection.Client.Information())),
            () => ((string[])["CongestionState", "UnrecoveredTimeouts", "BackoffExponent", "TimeoutsTotal", "LostSegments", "RetransmitsTotal"]).Select(property => TcpInfoField.Of(property).Actual(ConnectionRows.Of(connection.Client))));
        TcpInfo row = ConnectionRows.Of(connection.Client);
        Assert.Equal(TcpCongestionState.Loss, row.CongestionState);
        Assert.InRange(row.UnrecoveredTimeouts!.Value, 2, 20);
        Assert.InRange(row.RetransmitPercent!.Value, 50, 100);
    });
}
