using System.Net;

namespace SockDiag.Tests.Live;

public class QueueTests
{
    [Fact]
    public void TheSendQueueIsWhatThePeerHasNotAcknowledged() => WithFullBuffers(connection =>
    {
        var both = Poll.UntilSteady(() => (connection.Client.Unacknowledged, Rows.Of(connection.Client).SendQueue));
        Assert.True(both.Unacknowledged > 0);
        Assert.Equal(both.Unacknowledged, both.SendQueue);
    });

    [Fact]
    public void TheReceiveQueueIsWhatTheProgramHasNotRead() => WithFullBuffers(connection =>
    {
        var both = Poll.UntilSteady(() => (connection.Server.Unread, Rows.Of(connection.Server).ReceiveQueue));
        Assert.True(both.Unread > 0);
        Assert.Equal(both.Unread, both.ReceiveQueue);
    });

    [Fact]
    public void BothQueuesOfOneEndCanBeFull() => WithFullBuffers(connection =>
    {
        var expected = Poll.UntilSteady(() => (connection.Server.Unread, connection.Server.Unacknowledged));
        InetSocket server = Rows.Of(connection.Server);
        Assert.Equal(((long?)expected.Unread, (long?)expected.Unacknowledged), (server.ReceiveQueue, server.SendQueue));
    });

    [Fact]
    public void AnUnreadFinCountsOne() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.Send(5).ShutdownSend();
        Poll.Until(() => Rows.Of(connection.Server).State == SocketState.CloseWait, "the FIN came");
        Assert.Equal((5, 6L), (connection.Server.Unread, Rows.Of(connection.Server).ReceiveQueue));
    });

    [Fact]
    public void AFinThatWasReadCountsNothing() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.ShutdownSend();
        Poll.Until(() => Rows.Of(connection.Server).State == SocketState.CloseWait, "the FIN came");
        connection.Server.Receive(1);
        Assert.Equal(0, Rows.Of(connection.Server).ReceiveQueue);
    });

    [Fact]
    public void AnUnacknowledgedSynCountsOne() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.SynSent);
        Assert.Equal(1, Assert.Single(Rows.Tcp(held.Ports)).SendQueue);
    });

    [Fact]
    public void TheQueuesOfTimeWaitAreEmpty() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.TimeWait);
        TcpSocket left = Assert.Single(Rows.Tcp(held.Ports));
        Assert.Equal((0L, 0L), (left.ReceiveQueue, left.SendQueue));
    });

    [Fact]
    public void AListenerCountsConnectionsAndNoBytes() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0), backlog: 7);
        using NativeSocket first = NativeSocket.Tcp().Connect(listener.LocalEnd);
        using NativeSocket second = NativeSocket.Tcp().Connect(listener.LocalEnd);
        InetSocket row = Rows.Of(listener);
        Assert.Equal((2, 7, null, null), (row.AcceptQueue, row.AcceptQueueLimit, row.ReceiveQueue, row.SendQueue));
    });

    [Fact]
    public void AFullAcceptQueueHoldsOneMoreThanItsLimit() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0), backlog: 1);
        NativeSocket[] clients = [.. Enumerable.Range(0, 4).Select(_ => NativeSocket.Tcp().StartConnect(listener.LocalEnd))];
        Poll.Until(() => Rows.Of(listener).AcceptQueue > 1, "the queue is full");
        Assert.Equal((2, 1), (Rows.Of(listener).AcceptQueue, Rows.Of(listener).AcceptQueueLimit));
        foreach (NativeSocket client in clients) client.Dispose();
    });

    [Fact]
    public void AConnectionHasNoAcceptQueue() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        InetSocket row = Rows.Of(connection.Client);
        Assert.Equal((null, null), (row.AcceptQueue, row.AcceptQueueLimit));
    });

    [Fact]
    public void TheReceiveQueueOfUdpIsMemoryAndNotBytes() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket receiver = NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0));
        using NativeSocket sender = NativeSocket.Udp().Connect(receiver.LocalEnd).Send(100);
        Poll.Until(() => receiver.Unread == 100, "the datagram came");
        long? queue = Rows.Of(receiver).ReceiveQueue;
        Assert.True(queue > 100);
        Assert.Equal(receiver.Memory[0], queue);
    });

    private static void WithFullBuffers(Action<Connection> judge) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        connection.Client.Fill();
        connection.Server.Fill();
        judge(connection);
    });
}
