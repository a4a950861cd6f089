namespace SockDiag;

/// <summary>The protocols whose sockets can be listed.</summary>
public enum SocketProtocol
{
    /// <summary>In a question: every protocol here that the kernel has. No socket is of it.</summary>
    All = 0,

    /// <summary>TCP over IPv4 and IPv6 (<c>IPPROTO_TCP</c>).</summary>
    Tcp = 6,

    /// <summary>UDP over IPv4 and IPv6 (<c>IPPROTO_UDP</c>).</summary>
    Udp = 17,

    /// <summary>UDP-Lite over IPv4 and IPv6 (<c>IPPROTO_UDPLITE</c>).</summary>
    UdpLite = 136,

    /// <summary>Unix domain sockets (<c>AF_UNIX</c>).</summary>
    Unix = 1001,
}
