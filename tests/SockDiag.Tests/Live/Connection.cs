using System.Net;
using System.Net.Sockets;

namespace SockDiag.Tests.Live;

/// <summary>A listener, and one connection that it accepted.</summary>
internal sealed class Connection : IDisposable
{
    private Connection(NativeSocket listener, IPEndPoint? dialled)
    {
        Listener = listener;
        IPEndPoint end = dialled ?? listener.LocalEnd;
        Client = NativeSocket.Tcp(end.AddressFamily).Connect(end);
        Server = listener.Accept();
    }

    public NativeSocket Listener { get; }
    public NativeSocket Client { get; }
    public NativeSocket Server { get; }

    /// <summary>The client's row, found by its ports.</summary>
    public SocketFilter ClientPorts => Rows.Ports(Client.Port, Listener.Port);

    /// <summary>The server's row, found by its ports.</summary>
    public SocketFilter ServerPorts => Rows.Ports(Listener.Port, Client.Port);

    /// <summary>Between two ends of one address.</summary>
    public static Connection At(IPAddress address) => new(NativeSocket.Listening(new IPEndPoint(address, 0)), null);

    public static Connection OverIPv4() => At(IPAddress.Loopback);

    public static Connection OverIPv6() => At(IPAddress.IPv6Loopback);

    /// <summary>IPv4 packets between IPv6 sockets.</summary>
    public static Connection OverMappedIPv4()
    {
        NativeSocket listener = NativeSocket.Tcp(AddressFamily.InterNetworkV6).Set(Tmds.Linux.LibC.IPPROTO_IPV6, Tmds.Linux.LibC.IPV6_V6ONLY, 0).Bind(new(IPAddress.IPv6Any, 0)).Listen();
        return new(listener, new IPEndPoint(IPAddress.Loopback.MapToIPv6(), listener.Port));
    }

    /// <summary>Between two ends of a link-local address, on a link made for it.</summary>
    public static Connection OverLinkLocal(string link)
    {
        uint index = NetworkLink.Add(link, "fe80::7/64");
        return At(IPAddress.Parse($"fe80::7%{index}"));
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        Listener.Dispose();
    }
}
