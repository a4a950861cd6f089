namespace SockDiag;

/// <summary>How many sockets of one protocol there are, in this network namespace unless a name says <c>MachineWide</c>, and the ceilings beside the numbers.</summary>
public sealed class SocketSummary
{
    /// <summary>The protocol: one whose sockets are listed (Tcp, Udp), or one that the kernel only counts (UdpLite, Raw, Fragments, Unix, Netlink, Packet).</summary>
    public required string Protocol { get; init; }

    /// <summary>Sockets counted from the kernel's list; where the kernel lists none, its own count. TIME-WAIT and half-open ones are included.</summary>
    public long? Total { get; init; }

    /// <summary>Those whose own family is IPv4; null for protocols without.</summary>
    public long? IPv4 { get; init; }

    /// <summary>Those whose own family is IPv6; null for protocols without.</summary>
    public long? IPv6 { get; init; }

    /// <summary>Connections in use; of UDP the connected sockets; null for protocols without states.</summary>
    public long? Established { get; init; }

    /// <summary>Connects without an answer yet; null for protocols without states.</summary>
    public long? SynSent { get; init; }

    /// <summary>Handshakes that came from peers and are not finished; null for protocols without states.</summary>
    public long? SynReceived { get; init; }

    /// <summary>We closed, the FIN is not acknowledged; null for protocols without states.</summary>
    public long? FinWait1 { get; init; }

    /// <summary>We closed, the peer has not; those that no program holds any more included, which the kernel counts as TIME-WAIT; null for protocols without states.</summary>
    public long? FinWait2 { get; init; }

    /// <summary>Closed, resting; null for protocols without states.</summary>
    public long? TimeWait { get; init; }

    /// <summary>Datagram sockets without a peer; null for protocols without states.</summary>
    public long? Unconnected { get; init; }

    /// <summary>The peer closed, the program here has not; null for protocols without states.</summary>
    public long? CloseWait { get; init; }

    /// <summary>Closed by both, our FIN is not acknowledged; null for protocols without states.</summary>
    public long? LastAck { get; init; }

    /// <summary>Listeners; null for protocols without states.</summary>
    public long? Listen { get; init; }

    /// <summary>Closed by both at once; null for protocols without states.</summary>
    public long? Closing { get; init; }

    /// <summary>Bound to a port and nothing else; null for protocols without states.</summary>
    public long? BoundInactive { get; init; }

    /// <summary>The kernel's own count of sockets in its tables, IPv4 and IPv6 (<c>inuse</c> of sockstat and sockstat6). It leaves out TIME-WAIT, half-open and only bound sockets, so it is less than <see cref="Total"/>; null where the kernel does not say.</summary>
    public long? InUseByKernel { get; init; }

    /// <summary>The kernel's own count of connections (<c>CurrEstab</c> of snmp). It counts CLOSE-WAIT besides ESTABLISHED since Linux 6.10; null where the kernel does not say.</summary>
    public long? EstablishedByKernel { get; init; }

    /// <summary>The kernel's own count of TIME-WAIT records (<c>tw</c> of sockstat). It counts closed FIN-WAIT-2 besides TIME-WAIT; null where the kernel does not say.</summary>
    public long? TimeWaitByKernel { get; init; }

    /// <summary>How many TIME-WAIT records there may be (<c>net.ipv4.tcp_max_tw_buckets</c>); null where the kernel does not say.</summary>
    public long? TimeWaitLimit { get; init; }

    /// <summary>Sockets that their programs closed and that have not finished, in all namespaces (<c>orphan</c> of sockstat); null where the kernel does not say.</summary>
    public long? OrphanedMachineWide { get; init; }

    /// <summary>How many of those there may be (<c>net.ipv4.tcp_max_orphans</c>); null where the kernel does not say.</summary>
    public long? OrphanedLimitMachineWide { get; init; }

    /// <summary>Sockets in any state, in all namespaces (<c>alloc</c> of sockstat); null where the kernel does not say.</summary>
    public long? AllocatedMachineWide { get; init; }

    /// <summary>Memory of their buffers, in bytes, in all namespaces (<c>mem</c> of sockstat, pages there; of Fragments this namespace's); null where the kernel does not say.</summary>
    public long? MemoryBytesMachineWide { get; init; }

    /// <summary>From how many bytes on the kernel saves memory (the second of <c>net.ipv4.tcp_mem</c>, <c>udp_mem</c>); null where the kernel does not say.</summary>
    public long? MemoryPressureBytesMachineWide { get; init; }

    /// <summary>How many bytes there may be (the third of <c>net.ipv4.tcp_mem</c>, <c>udp_mem</c>); null where the kernel does not say.</summary>
    public long? MemoryLimitBytesMachineWide { get; init; }

    /// <summary>The first port that is chosen for a connect (<c>net.ipv4.ip_local_port_range</c>); null where the kernel does not say.</summary>
    public long? FirstLocalPort { get; init; }

    /// <summary>The last port that is chosen for a connect; null where the kernel does not say.</summary>
    public long? LastLocalPort { get; init; }

    /// <summary>As <c>Tcp 14</c>.</summary>
    public override string ToString() => $"{Protocol} {Total}";
}
