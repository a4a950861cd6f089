namespace SockDiag;

/// <summary>The protocols whose sockets can be listed.</summary>
public enum SocketProtocol
{
    /// <summary>TCP over IPv4 and IPv6 (<c>IPPROTO_TCP</c>).</summary>
    Tcp = 6,

    /// <summary>UDP over IPv4 and IPv6 (<c>IPPROTO_UDP</c>).</summary>
    Udp = 17,
}
