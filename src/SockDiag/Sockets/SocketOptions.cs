namespace SockDiag;

/// <summary>Options that a program set on a socket (<c>INET_DIAG_SOCKOPT</c>, Linux 5.10).</summary>
[Flags]
public enum SocketOptions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>IP_RECVERR</c>: errors are queued for the program.</summary>
    ReceiveErrors = 1 << 0,

    /// <summary>The socket is connection-oriented: set by the kernel on every TCP socket.</summary>
    IsConnectionOriented = 1 << 1,

    /// <summary><c>IP_FREEBIND</c>: may bind to an address that is not there yet.</summary>
    FreeBind = 1 << 2,

    /// <summary><c>IP_HDRINCL</c>: the program writes the IP header.</summary>
    HeaderIncluded = 1 << 3,

    /// <summary><c>IP_MULTICAST_LOOP</c>: multicast that is sent comes back to this machine (on by default).</summary>
    MulticastLoop = 1 << 4,

    /// <summary><c>IP_TRANSPARENT</c>: may use addresses that are not this machine's.</summary>
    Transparent = 1 << 5,

    /// <summary><c>IP_MULTICAST_ALL</c>: receives from groups that other sockets joined (on by default).</summary>
    MulticastAll = 1 << 6,

    /// <summary><c>IP_NODEFRAG</c>: fragments are not put together.</summary>
    NoDefragment = 1 << 7,

    /// <summary><c>IP_BIND_ADDRESS_NO_PORT</c>: the port is chosen at connect.</summary>
    BindAddressNoPort = 1 << 8,

    /// <summary><c>IP_RECVERR_RFC4884</c>: errors carry RFC 4884 extensions.</summary>
    ReceiveErrorsRfc4884 = 1 << 9,

    /// <summary>TCP Fast Open holds the connect back until the first data.</summary>
    DeferConnect = 1 << 10,
}
