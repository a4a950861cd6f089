using System.Net;
using System.Net.Sockets;
using static Tmds.Linux.LibC;
using StreamSocket = System.Net.Sockets.Socket;

namespace SockDiag.Tests.Live.Connections;

/// <summary>A connection of two MPTCP sockets on the loopback, with one subflow.</summary>
internal sealed class MptcpPair : IDisposable
{
    private const int IPPROTO_MPTCP = 262;

    private readonly StreamSocket _listener = Open(), _client = Open();
    private readonly StreamSocket? _server;

    /// <summary>Makes one; the test is skipped where this kernel has no MPTCP or it is switched off.</summary>
    /// <param name="accept">Whether the server's end is accepted.</param>
    public MptcpPair(bool accept = true)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _client.Connect(_listener.LocalEndPoint!);
        if (accept) _server = _listener.Accept();
        _client.Send(new byte[100]);
        _server?.Receive(new byte[100]);
        Client = Rows.Ports(((IPEndPoint)_client.LocalEndPoint!).Port, ((IPEndPoint)_listener.LocalEndPoint!).Port);
        Server = Rows.Ports(((IPEndPoint)_listener.LocalEndPoint!).Port, ((IPEndPoint)_client.LocalEndPoint!).Port);
    }

    /// <summary>The client's subflow, found by its ports.</summary>
    public SocketFilter Client { get; }

    /// <summary>The server's subflow.</summary>
    public SocketFilter Server { get; }

    /// <summary>What the client's own socket says is its token.</summary>
    public long ClientToken => Token(_client);

    /// <summary>What the server's says.</summary>
    public long ServerToken => Token(_server!);

    public void Dispose()
    {
        _client.Dispose();
        _server?.Dispose();
        _listener.Dispose();
    }

    private static long Token(StreamSocket socket)
    {
        const int SOL_MPTCP = 284, MPTCP_INFO = 1, TokenOffset = 12; // struct mptcp_info
        byte[] information = new byte[512];
        socket.GetRawSocketOption(SOL_MPTCP, MPTCP_INFO, information);
        return BitConverter.ToUInt32(information, TokenOffset);
    }

    private static StreamSocket Open()
    {
        int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
        Assert.SkipWhen(descriptor < 0, "It needs a kernel with MPTCP, switched on (net.mptcp.enabled).");
        return new(new SafeSocketHandle(descriptor, ownsHandle: true));
    }
}
