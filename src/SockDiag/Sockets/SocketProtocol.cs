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

    /// <summary>Raw IPv4 and IPv6 sockets (<c>IPPROTO_RAW</c> in a request); from <c>/proc/net/raw</c> where the kernel has no raw_diag (Linux 4.10).</summary>
    Raw = 255,

    /// <summary>MPTCP connections and listeners (<c>IPPROTO_MPTCP</c>, Linux 5.9). Their subflows are sockets of TCP besides.</summary>
    Mptcp = 262,

    /// <summary>SCTP endpoints and their associations (<c>IPPROTO_SCTP</c>, Linux 4.7).</summary>
    Sctp = 132,

    /// <summary>DCCP sockets (<c>IPPROTO_DCCP</c>, Linux 3.3 to 6.15).</summary>
    Dccp = 33,

    /// <summary>Unix domain sockets (<c>AF_UNIX</c>).</summary>
    Unix = 1001,

    /// <summary>Sockets to the kernel and between programs (<c>AF_NETLINK</c>, 16; the value is 1000 more), the kernel's own ends too.</summary>
    Netlink = 1016,

    /// <summary>Sockets that see the packets of interfaces (<c>AF_PACKET</c>, 17; the value is 1000 more).</summary>
    Packet = 1017,

    /// <summary>Sockets of a cluster's nodes (<c>AF_TIPC</c>, 30; the value is 1000 more). Linux 4.17.</summary>
    Tipc = 1030,

    /// <summary>Sockets between a machine and those that run in it (<c>AF_VSOCK</c>, 40; the value is 1000 more). Linux 4.15.</summary>
    Vsock = 1040,

    /// <summary>Sockets whose data goes through shared memory (<c>AF_SMC</c>, 43; the value is 1000 more), or over TCP after all. Linux 4.11. Their TCP sockets are listed besides.</summary>
    Smc = 1043,

    /// <summary>Sockets that share memory with a queue of an interface (<c>AF_XDP</c>, 44; the value is 1000 more). Linux 5.1.</summary>
    Xdp = 1044,
}
