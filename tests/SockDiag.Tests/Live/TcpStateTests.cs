using System.Net;
using Tmds.Linux;

namespace SockDiag.Tests.Live;

public class TcpStateTests
{
    private static readonly SocketState[] _singleStates = [.. Enum.GetValues<SocketState>().Where(state => int.IsPow2((int)state))];

    /// <summary>Every state that a TCP socket can be in.</summary>
    public static TheoryData<SocketState> States { get; } = [.. _singleStates.Where(state => (state & ~(SocketState.Unconnected | SocketState.NewSynReceived)) != 0)];

    /// <summary>Those in which the loss of a packet holds a socket.</summary>
    public static TheoryData<SocketState> StatesOfLoss { get; } = [SocketState.SynSent, SocketState.SynReceived, SocketState.FinWait1, SocketState.LastAck, SocketState.Closing];

    [Theory, MemberData(nameof(States))]
    public void ASocketIsListedInTheStateItIsIn(SocketState state) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        NeedsToListBoundSockets(state);
        using var held = HeldSocket.In(state);
        Poll.Until(() => IsListedIn(state, held), $"the socket is listed as {state}");
    });

    [Theory, MemberData(nameof(States))]
    public void AskingForEachStateAloneFindsASocketByItsOwnOnly(SocketState state) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        NeedsToListBoundSockets(state);
        using var held = HeldSocket.In(state);
        Poll.Until(() => IsListedIn(state, held), $"the socket is listed as {state}");
        Assert.Equal(StatesThatFind(state), _singleStates.Where(asked => Rows.Tcp(held.Ports, asked).Length > 0));
    });

    [Theory, MemberData(nameof(StatesOfLoss))]
    public void ASocketThatWaitsForALostPacketIsListedInItsState(SocketState state) => OwnNamespace.Inside(() =>
    {
        using var held = HeldSocket.WithLostPackets(state);
        Poll.Until(() => IsListedIn(state, held), $"the socket is listed as {state}");
    });

    [Theory, MemberData(nameof(StatesOfLoss))]
    public void AskingForEachStateAloneFindsASocketThatWaitsForALostPacketByItsOwnOnly(SocketState state) => OwnNamespace.Inside(() =>
    {
        using var held = HeldSocket.WithLostPackets(state);
        Poll.Until(() => IsListedIn(state, held), $"the socket is listed as {state}");
        Assert.Equal(StatesThatFind(state), _singleStates.Where(asked => Rows.Tcp(held.Ports, asked).Length > 0));
    });

    [Fact]
    public void AHalfOpenRequestHasNeitherInodeNorUserAndItsQueuesAreEmpty() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.SynReceived);
        TcpSocket request = Assert.Single(Rows.Tcp(held.Ports, owners: true));
        Assert.Equal((null, null, 0L, 0L, SocketTimer.Retransmit, OwnerVisibility.Kernel),
            (request.Inode, request.UserId, request.ReceiveQueue, request.SendQueue, request.Timer, request.OwnerVisibility));
    });

    /// <summary>Its SYN meets itself: both ends are one socket, which a program holds.</summary>
    [Fact]
    public void AHalfOpenSocketThatAProgramHoldsIsNoRequest() => OwnNamespace.Inside(() =>
    {
        using NativeSocket self = NativeSocket.Tcp().Bind(new(IPAddress.Loopback, 0));
        PacketFilter.Drop($"tcp dport {self.Port} tcp flags & (syn | ack) == (syn | ack)");
        self.StartConnect(self.LocalEnd);
        Poll.Until(() => Rows.Of(self).State == SocketState.SynReceived, "it is half-open");
        Assert.Equal((OwnerVisibility.Visible, 0), (Rows.Of(self, owners: true).OwnerVisibility, Rows.Tcp(Rows.LocalPort(self.Port), SocketState.NewSynReceived).Length));
    });

    [Fact]
    public void AFinWait2ThatItsProgramClosedIsTheKernelsAndHasItsTimer() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        SocketFilter ports = connection.ClientPorts;
        ulong cookie = connection.Client.Cookie;
        connection.Client.Dispose();
        Poll.Until(() => Rows.Tcp(ports) is [{ State: SocketState.FinWait2, Timer: SocketTimer.TimeWait }], "the kernel keeps a small record of it");
        TcpSocket left = Assert.Single(Rows.Tcp(ports, owners: true));
        Assert.Equal((null, OwnerVisibility.Kernel, cookie), (left.Inode, left.OwnerVisibility, left.Cookie));
    });

    [Fact]
    public void AFinWait2ThatItsProgramHoldsHasAnOwner() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.ShutdownSend();
        Poll.Until(() => Rows.Of(connection.Client).State == SocketState.FinWait2, "the peer acknowledged the FIN");
        InetSocket row = Rows.Of(connection.Client, owners: true);
        Assert.Equal((connection.Client.Inode, Environment.ProcessId, SocketTimer.Off), (row.Inode, row.ProcessId, row.Timer));
    });

    [Fact]
    public void ACookieIsKeptFromTheHandshakeIntoTimeWait() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Tcp().Set(LibC.IPPROTO_TCP, LibC.TCP_DEFER_ACCEPT, 30).Bind(new(IPAddress.Loopback, 0)).Listen();
        using NativeSocket client = NativeSocket.Tcp().Connect(listener.LocalEnd);
        SocketFilter ports = Rows.Ports(listener.Port, client.Port);
        ulong? halfOpen = Assert.Single(Rows.Tcp(ports, SocketState.SynReceived)).Cookie;

        client.Send(1); // ends the handshake
        using NativeSocket server = listener.Accept().Receive(1);
        ulong? established = Assert.Single(Rows.Tcp(ports, SocketState.Established)).Cookie;

        server.ShutdownSend();
        client.ShutdownSend();
        Poll.Until(() => Rows.Tcp(ports, SocketState.TimeWait).Length == 1, "the connection is in TIME-WAIT");
        Assert.Equal((server.Cookie, server.Cookie, server.Cookie), (halfOpen, established, Assert.Single(Rows.Tcp(ports)).Cookie));
    });

    [Fact]
    public void AUdpSocketWithoutAPeerIsUnconnected() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket bound = NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0));
        Assert.Equal([SocketState.Unconnected], _singleStates.Where(asked => Rows.Udp(Rows.LocalPort(bound.Port), asked).Length > 0));
    });

    [Fact]
    public void AUdpSocketWithAPeerIsEstablished() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket bound = NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0));
        using NativeSocket connected = NativeSocket.Udp().Connect(bound.LocalEnd);
        Assert.Equal([SocketState.Established], _singleStates.Where(asked => Rows.Udp(Rows.LocalPort(connected.Port), asked).Length > 0));
    });

    private static bool IsListedIn(SocketState state, HeldSocket held) => Rows.Tcp(held.Ports) is [var row] && row.State == state;

    /// <summary>Half-open requests can also be asked for without the other half-open sockets.</summary>
    private static SocketState[] StatesThatFind(SocketState state) => state == SocketState.SynReceived ? [state, SocketState.NewSynReceived] : [state];

    private static void NeedsToListBoundSockets(SocketState state)
    {
        if (state == SocketState.BoundInactive) Needs.Kernel(6, 8, "kernels before it do not list sockets that are only bound");
    }
}
