using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>A socket with Internet endpoints. What the kernel did not say is null.</summary>
public abstract class InetSocket : Socket
{
    private readonly InetDetail? _detail;
    private InetRecord _record;

    private protected InetSocket(in InetRecord record, InetDetail? detail, Origin origin) : base(origin)
    {
        _record = record;
        _detail = detail;
    }

    internal ref readonly InetRecord Record => ref _record;

    // In the order of a CSV file's columns.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => _record.Protocol;

    /// <summary>The state (<c>idiag_state</c>). A TCP row that the kernel answers as 7 is <see cref="SocketState.BoundInactive"/>.</summary>
    public override SocketState State => _record.State;

    /// <summary>The local address as RFC 5952 text (<c>idiag_src</c>): <c>0.0.0.0</c> or <c>::</c> for all addresses, an IPv4-mapped one as IPv4, with a zone only where it is link-local.</summary>
    public string LocalAddress => Origin.AddressText(_record.LocalAddress, _record.InterfaceIndex);

    /// <summary>The local port (<c>idiag_sport</c>); 0 where there is none.</summary>
    public int LocalPort => _record.LocalPort;

    /// <summary>The peer's address (<c>idiag_dst</c>), as <see cref="LocalAddress"/>; <c>0.0.0.0</c> or <c>::</c> where there is no peer.</summary>
    public string RemoteAddress => Origin.AddressText(_record.RemoteAddress, _record.InterfaceIndex);

    /// <summary>The peer's port (<c>idiag_dport</c>); 0 where there is no peer.</summary>
    public int RemotePort => _record.RemotePort;

    /// <summary>What waits to be read (<c>idiag_rqueue</c>). TCP: bytes, an unread FIN counting 1. UDP, raw, MPTCP and an association of SCTP: bytes of kernel memory, more than the messages themselves.
    /// Null on SCTP endpoints, which have no queue of their own, on DCCP and SMC, whose queues the kernel does not tell, and on listeners, where the field is <see cref="AcceptQueue"/>.</summary>
    public long? ReceiveQueue => _record.Queues?.Receive;

    /// <summary>What waits to be sent or acknowledged (<c>idiag_wqueue</c>). TCP: bytes, an unacknowledged SYN or FIN counting 1. UDP and raw: bytes of kernel memory that the device has not sent; MPTCP and an association of SCTP: of what is not acknowledged.
    /// Null on SCTP endpoints, which have no queue of their own, on DCCP and SMC, whose queues the kernel does not tell, and on listeners, where the field is <see cref="AcceptQueueLimit"/>.</summary>
    public long? SendQueue => _record.Queues?.Send;

    /// <summary>Connections that wait for accept() (<c>idiag_rqueue</c>); null on anything but a listener, and of DCCP and SMC. Full is more than <see cref="AcceptQueueLimit"/>.</summary>
    public int? AcceptQueue => _record.HasAcceptQueue ? Connections(_record.ReceiveQueue) : null;

    /// <summary>How many connections may wait: the smaller of listen()'s backlog and <c>net.core.somaxconn</c> (<c>idiag_wqueue</c>); null on anything but a listener, and of DCCP and SMC.</summary>
    public int? AcceptQueueLimit => _record.HasAcceptQueue ? Connections(_record.SendQueue) : null;

    /// <summary>Who can reach it (from <c>idiag_src</c>, <c>idiag_if</c> and <c>INET_DIAG_SKV6ONLY</c>); null on sockets that have a peer, and where the kernel does not say whether IPv4 is included (before Linux 4.2), or of SMC no address.</summary>
    public BindScope? BindScope => _record.BindScope;

    /// <summary>The first owner's process id (<c>/proc/PID/fd</c>); of a connection that waits for accept(), the listener's. Null where no owner was found: <see cref="OwnerVisibility"/> tells why.</summary>
    public override int? ProcessId => Origin.FirstOwner(in _record)?.ProcessId;

    /// <summary>The command name of <see cref="ProcessId"/>, at most 15 characters (<c>/proc/PID/comm</c>); null where that is null.</summary>
    public override string? Process => ProcessId is int id ? Origin.ProcessName(id) : null;

    /// <inheritdoc/>
    public override OwnerVisibility OwnerVisibility => Origin.OwnerVisibility(in _record);

    /// <summary>Every process and descriptor that holds the socket, by process id, then descriptor, process 1 last; of a connection that waits for accept(), the listener's. Empty where there is none.</summary>
    public override SocketOwnerList Owners => Origin.OwnersOf(in _record);

    /// <summary>Whether the connection waits for its listener's program to call accept(): Established or CloseWait, without an inode.</summary>
    public bool IsAwaitingAccept => _record.IsAwaitingAccept;

    /// <summary>The id of the user who made the socket, or got it by fchown (<c>idiag_uid</c>). Null where no program holds the socket and the kernel says 0 (TIME-WAIT, half-open; before Linux 6.17 also orphans and
    /// connections that wait for accept()).</summary>
    public override long? UserId => _record.UserId;

    /// <summary>The name of <see cref="UserId"/> (<c>getpwuid</c>); null where that is null, or where nobody has that id.</summary>
    public override string? UserName => _record.UserId is uint id ? Origin.UserName(id) : null;

    /// <summary>The inode number (<c>idiag_inode</c>), as in <c>/proc/PID/fd</c>; null where no program holds the socket.</summary>
    public override long? Inode => _record.Inode == 0 ? null : _record.Inode;

    /// <summary>The kernel's own number of the socket (<c>idiag_cookie</c>, <c>SO_COOKIE</c>), kept from the handshake through TIME-WAIT and never used again until the machine restarts; null where the kernel did not say.</summary>
    public override ulong? Cookie => _record.Cookie;

    /// <summary>The socket's own family (<c>idiag_family</c>). An IPv6 socket with an IPv4 peer is IPv6. Of SMC that of its address, or of its TCP socket; IPv4 where it has neither, as before bind() and connect().</summary>
    public SocketAddressFamily AddressFamily => _record.AddressFamily;

    /// <summary>Whether it is an IPv6 socket whose ends are IPv4 (<c>::ffff:a.b.c.d</c>, shown as <c>a.b.c.d</c>).</summary>
    public bool IsIPv4Mapped => _record.IsIPv4Mapped;

    /// <summary>Whether an IPv6 socket refuses IPv4 (<c>IPV6_V6ONLY</c>, <c>INET_DIAG_SKV6ONLY</c>, Linux 4.2); the kernel says it of sockets without a peer only, null elsewhere.</summary>
    public bool? IPv6Only => _record.IPv6Only;

    /// <summary>The device the socket is bound to (<c>SO_BINDTODEVICE</c>, <c>idiag_if</c>), the index where it has no name; null where it is bound to none. Of an SCTP association the device over which the primary address is reached.</summary>
    public string? Interface => _record.InterfaceIndex == 0 ? null : Origin.InterfaceName(_record.InterfaceIndex);

    /// <summary>The mark (<c>SO_MARK</c>, <c>INET_DIAG_MARK</c>, Linux 4.9); null without CAP_NET_ADMIN, and on SMC.</summary>
    public long? Mark => _record.Mark;

    /// <summary>The cgroup v2 in which the socket was made, as a path from the root of the hierarchy (<c>INET_DIAG_CGROUP_ID</c>, Linux 5.8); null where the kernel did not say or the cgroup is gone.</summary>
    public string? CgroupPath => _record.CgroupId == 0 ? null : Origin.CgroupPath(_record.CgroupId);

    /// <summary>Which directions were shut down (<c>INET_DIAG_SHUTDOWN</c>, Linux 3.8; <c>SMC_DIAG_SHUTDOWN</c>); null where the kernel did not say, and on SMC that fell back to TCP, where it says 0 whatever happens.</summary>
    public SocketShutdown? Shutdown => _record.Shutdown;

    /// <summary>Options of the socket (<c>INET_DIAG_SOCKOPT</c>, Linux 5.10); null where the kernel did not say.</summary>
    public SocketOptions? SocketOptions => _record.Options;

    /// <summary>The timer that runs (<c>idiag_timer</c>); Off on SMC, whose timers are its TCP socket's.</summary>
    public SocketTimer Timer => _record.Timer;

    /// <summary>Milliseconds until the timer fires (<c>idiag_expires</c>); null where none runs.</summary>
    public double? TimerExpiresMilliseconds => Timer == SocketTimer.Off ? null : _record.TimerExpiresMilliseconds;

    /// <summary>Retransmissions in a row for the retransmit timer, unanswered probes for keepalive and zero-window probes, SYN-ACKs sent again for half-open requests (<c>idiag_retrans</c>); null where no timer runs.</summary>
    public int? Retransmits => Timer == SocketTimer.Off ? null : _record.Retransmits;

    /// <summary>The IPv4 type of service, a byte (<c>IP_TOS</c>, <c>INET_DIAG_TOS</c>); null unless details were asked for, and in TIME-WAIT and half-open requests.</summary>
    public int? TypeOfService => _detail?.TypeOfService;

    /// <summary>The IPv6 traffic class, a byte (<c>IPV6_TCLASS</c>, <c>INET_DIAG_TCLASS</c>); null on IPv4 sockets, unless details were asked for, and in TIME-WAIT and half-open requests.</summary>
    public int? TrafficClass => _detail?.TrafficClass;

    /// <summary>The net_cls class, or the socket's priority where there is none (<c>INET_DIAG_CLASS_ID</c>, Linux 4.14); null unless details were asked for, and in TIME-WAIT and half-open requests.</summary>
    public long? ClassId => _detail?.ClassId;

    /// <summary>Memory and its limits (<c>INET_DIAG_SKMEMINFO</c>); null unless details were asked for, and in TIME-WAIT and half-open requests.</summary>
    public SocketMemory? Memory => _detail?.Memory;

    /// <inheritdoc/>
    public override int? PeerProcessId => Origin.FirstPeer(in _record)?.ProcessId;

    /// <inheritdoc/>
    public override string? PeerProcess => Origin.PeerName(in _record);

    /// <inheritdoc/>
    public override string? Unit => Origin.CgroupOrigin(in _record, CgroupPath)?.Unit;

    /// <inheritdoc/>
    public override string? ContainerId => Origin.CgroupOrigin(in _record, CgroupPath)?.ContainerId;

    /// <inheritdoc/>
    public override string? NetworkNamespace => Origin.NetworkNamespace?.Name;

    /// <summary>No backlog is larger than an int; a damaged recording may say so.</summary>
    private static int Connections(uint count) => (int)Math.Min(count, int.MaxValue);

    /// <summary>As <c>Tcp Established 127.0.0.1:5432 127.0.0.1:40322</c>.</summary>
    public override string ToString() =>
        $"{Protocol} {State} {new EndpointText(LocalAddress, LocalPort)} {new EndpointText(RemoteAddress, RemotePort)}";
}
