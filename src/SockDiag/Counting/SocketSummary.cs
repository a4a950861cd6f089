namespace SockDiag;

/// <summary>How many sockets of one protocol there are, in this network namespace unless a name says <c>MachineWide</c>, and the ceilings beside the numbers. Of a selection of sockets the kernel's own counts and the ceilings, which are of all, are null.</summary>
public sealed class SocketSummary
{
    /// <summary>The protocol: one whose sockets are listed (Tcp, Udp), or one that the kernel only counts (UdpLite, Raw, Fragments, Unix, Netlink, Packet).</summary>
    public required string Protocol { get; init; }

    /// <summary>Sockets counted from the kernel's list; where the kernel lists none, its own count. TIME-WAIT and half-open ones are included.</summary>
    public long? Total { get; init; }

    /// <summary>Of <see cref="Total"/> those whose own family is IPv4; null for protocols without.</summary>
    public long? IPv4 { get; init; }

    /// <summary>Of <see cref="Total"/> those whose own family is IPv6; null for protocols without.</summary>
    public long? IPv6 { get; init; }

    /// <summary>In <see cref="SocketState.Established"/>: connections in use; of UDP the connected sockets; null for protocols that do not have the state.</summary>
    public long? Established { get; init; }

    /// <summary>In <see cref="SocketState.SynSent"/>: connects without an answer yet; null for protocols that do not have the state.</summary>
    public long? SynSent { get; init; }

    /// <summary>In <see cref="SocketState.SynReceived"/>: handshakes that came from peers and are not finished; null for protocols that do not have the state.</summary>
    public long? SynReceived { get; init; }

    /// <summary>In <see cref="SocketState.FinWait1"/>: we closed, the FIN is not acknowledged; null for protocols that do not have the state.</summary>
    public long? FinWait1 { get; init; }

    /// <summary>In <see cref="SocketState.FinWait2"/>: we closed, the peer has not; those that no program holds any more included, which the kernel counts as TIME-WAIT; null for protocols that do not have the state.</summary>
    public long? FinWait2 { get; init; }

    /// <summary>In <see cref="SocketState.TimeWait"/>: closed, resting for a minute; null for protocols that do not have the state.</summary>
    public long? TimeWait { get; init; }

    /// <summary>In <see cref="SocketState.Unconnected"/>: datagram sockets without a peer; null for protocols that do not have the state.</summary>
    public long? Unconnected { get; init; }

    /// <summary>In <see cref="SocketState.CloseWait"/>: the peer closed, the program here has not; null for protocols that do not have the state.</summary>
    public long? CloseWait { get; init; }

    /// <summary>In <see cref="SocketState.LastAck"/>: closed by both, our FIN is not acknowledged; null for protocols that do not have the state.</summary>
    public long? LastAck { get; init; }

    /// <summary>In <see cref="SocketState.Listen"/>: listeners; null for protocols that do not have the state.</summary>
    public long? Listen { get; init; }

    /// <summary>In <see cref="SocketState.Closing"/>: closed by both at once; null for protocols that do not have the state.</summary>
    public long? Closing { get; init; }

    /// <summary>In <see cref="SocketState.BoundInactive"/>: bound to a port and nothing else (listed since Linux 6.8); null for protocols that do not have the state.</summary>
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

    /// <summary>How many orphans there may be in all namespaces (<c>net.ipv4.tcp_max_orphans</c>); null where the kernel does not say.</summary>
    public long? OrphanedLimitMachineWide { get; init; }

    /// <summary>Sockets in any state, without a connection too, in all namespaces (<c>alloc</c> of sockstat); null where the kernel does not say.</summary>
    public long? AllocatedMachineWide { get; init; }

    /// <summary>Memory of the protocol's buffers, in bytes, in all namespaces (<c>mem</c> of sockstat, pages there; of Fragments this namespace's); null where the kernel does not say.</summary>
    public long? MemoryBytesMachineWide { get; init; }

    /// <summary>From how many bytes of buffers on the kernel saves memory (the second of <c>net.ipv4.tcp_mem</c>, <c>udp_mem</c>); null where the kernel does not say.</summary>
    public long? MemoryPressureBytesMachineWide { get; init; }

    /// <summary>How many bytes of buffers there may be (the third of <c>net.ipv4.tcp_mem</c>, <c>udp_mem</c>); null where the kernel does not say.</summary>
    public long? MemoryLimitBytesMachineWide { get; init; }

    /// <summary>The first port that is chosen for a connect (<c>net.ipv4.ip_local_port_range</c>); null where the kernel does not say.</summary>
    public long? FirstLocalPort { get; init; }

    /// <summary>The last port that is chosen for a connect (<c>net.ipv4.ip_local_port_range</c>); null where the kernel does not say.</summary>
    public long? LastLocalPort { get; init; }

    /// <summary>As <c>Tcp 14</c>.</summary>
    public override string ToString() => $"{Protocol} {Total}";

    /// <summary>The network namespace that was counted; null for the current one.</summary>
    public string? NetworkNamespace { get; internal set; }
}
