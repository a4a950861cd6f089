using System.Net;
using Tmds.Linux;

namespace SockDiag.Tests.Live;

/// <summary>A TCP socket that stays in one state until it is let go.</summary>
internal sealed class HeldSocket : IDisposable
{
    private readonly IDisposable[] _holds;

    private HeldSocket(SocketFilter ports, params IDisposable[] holds)
    {
        Ports = ports;
        _holds = holds;
    }

    /// <summary>Finds its row, and no other, by both ports.</summary>
    public SocketFilter Ports { get; }

    /// <summary>By what a program can do alone: full buffers hold a FIN back, a full queue a SYN.</summary>
    public static HeldSocket In(SocketState state) => state switch
    {
        SocketState.Listen => Alone(NativeSocket.Listening(new(IPAddress.Loopback, 0))),
        SocketState.SynSent => AtAFullQueue(),
        SocketState.SynReceived => Deferred(),
        SocketState.Established => ClientOf(Connection.OverIPv4()),
        SocketState.FinWait1 => ClientOf(Connection.OverIPv4(), connection => connection.Client.Fill().ShutdownSend()),
        SocketState.FinWait2 => ClientOf(Connection.OverIPv4(), connection => connection.Client.ShutdownSend()),
        SocketState.TimeWait => ClientOf(Connection.OverIPv4(), connection =>
        {
            connection.Client.ShutdownSend();
            connection.Server.ShutdownSend();
        }),
        SocketState.Closing => ClientOf(Connection.OverIPv4(), connection =>
        {
            connection.Client.Fill().ShutdownSend();
            connection.Server.ShutdownSend();
        }),
        SocketState.CloseWait => ServerOf(Connection.OverIPv4(), connection => connection.Client.ShutdownSend()),
        SocketState.LastAck => ServerOf(Connection.OverIPv4(), connection =>
        {
            connection.Client.ShutdownSend();
            connection.Server.Fill().ShutdownSend();
        }),
        SocketState.BoundInactive => Alone(NativeSocket.Tcp().Bind(new(IPAddress.Loopback, 0))),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "TCP has no such state."),
    };

    /// <summary>By a network that loses the packet which would end the state.</summary>
    public static HeldSocket WithLostPackets(SocketState state) => state switch
    {
        SocketState.SynSent => SynLost(),
        SocketState.SynReceived => HandshakeAckLost(),
        SocketState.FinWait1 => ClientOf(Connection.OverIPv4(), connection =>
        {
            PacketFilter.Drop($"tcp dport {connection.Listener.Port} tcp flags & fin == fin");
            connection.Client.ShutdownSend();
        }),
        SocketState.Closing => ClientOf(Connection.OverIPv4(), connection =>
        {
            PacketFilter.Drop($"tcp dport {connection.Listener.Port} tcp flags & fin == fin");
            connection.Client.ShutdownSend();
            connection.Server.ShutdownSend();
        }),
        SocketState.LastAck => ServerOf(Connection.OverIPv4(), connection =>
        {
            PacketFilter.Drop($"tcp sport {connection.Listener.Port} tcp flags & fin == fin");
            connection.Client.ShutdownSend();
            connection.Server.ShutdownSend();
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No packet's loss holds a socket in it."),
    };

    public void Dispose()
    {
        foreach (IDisposable hold in _holds) hold.Dispose();
    }

    private static HeldSocket Alone(NativeSocket socket) => new(Rows.Ports(socket.Port, 0), socket);

    private static HeldSocket ClientOf(Connection connection, Action<Connection>? then = null)
    {
        then?.Invoke(connection);
        return new(connection.ClientPorts, connection);
    }

    private static HeldSocket ServerOf(Connection connection, Action<Connection> then)
    {
        then(connection);
        return new(connection.ServerPorts, connection);
    }

    /// <summary>The first client fills the queue; the SYN of the next is not answered.</summary>
    private static HeldSocket AtAFullQueue()
    {
        NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0), backlog: 0);
        NativeSocket first = NativeSocket.Tcp().Connect(listener.LocalEnd);
        NativeSocket next = NativeSocket.Tcp().StartConnect(listener.LocalEnd);
        return new(Rows.Ports(next.Port, listener.Port), next, first, listener);
    }

    /// <summary>The listener waits for data before it takes the handshake for finished.</summary>
    private static HeldSocket Deferred()
    {
        NativeSocket listener = NativeSocket.Tcp().Set(LibC.IPPROTO_TCP, LibC.TCP_DEFER_ACCEPT, 30).Bind(new(IPAddress.Loopback, 0)).Listen();
        NativeSocket client = NativeSocket.Tcp().Connect(listener.LocalEnd);
        return new(Rows.Ports(listener.Port, client.Port), client, listener);
    }

    private static HeldSocket SynLost()
    {
        NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        PacketFilter.Drop($"tcp dport {listener.Port} tcp flags & (syn | ack) == syn");
        NativeSocket client = NativeSocket.Tcp().StartConnect(listener.LocalEnd);
        return new(Rows.Ports(client.Port, listener.Port), client, listener);
    }

    private static HeldSocket HandshakeAckLost()
    {
        NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        PacketFilter.Drop($"tcp dport {listener.Port} tcp flags & (syn | ack) == ack");
        NativeSocket client = NativeSocket.Tcp().Connect(listener.LocalEnd);
        return new(Rows.Ports(listener.Port, client.Port), client, listener);
    }
}
