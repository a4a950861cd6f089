using SockDiag.Families.Tipc;

namespace SockDiag;

/// <summary>A socket of a cluster's node (<c>AF_TIPC</c>): its address is a node and a reference. Listed since Linux 4.17.</summary>
public sealed class TipcSocket : Socket
{
    private readonly TipcRecord _record;

    internal TipcSocket(in TipcRecord record, Origin origin) : base(origin) => _record = record;

    // In the order of a CSV file's columns.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => _record.Protocol;

    /// <summary>The state, by TCP's names (<c>TIPC_NLA_SOCK_TIPC_STATE</c>): Listen, SynSent while it connects, Established, CloseWait when the peer has disconnected, or Unconnected.</summary>
    public override SocketState State => _record.State;

    /// <summary>How it carries data (<c>TIPC_NLA_SOCK_TYPE</c>): Stream, Datagram, ReliableDatagram, or SeqPacket.</summary>
    public SocketType SocketType => _record.Type;

    /// <summary>The node's number (<c>TIPC_NLA_SOCK_ADDR</c>); 0 as long as the machine belongs to no cluster.</summary>
    public long Node => _record.Node;

    /// <summary>The socket's number on its node (<c>TIPC_NLA_SOCK_REF</c>), chosen by the kernel.</summary>
    public long PortReference => _record.PortReference;

    /// <summary>The node at the other end (<c>TIPC_NLA_CON_NODE</c>), 0 for this one without a cluster; null where it is not connected.</summary>
    public long? PeerNode => _record.PeerNode;

    /// <summary>The number of the socket at the other end on its node (<c>TIPC_NLA_CON_SOCK</c>); null where it is not connected.</summary>
    public long? PeerPortReference => _record.PeerPortReference;

    /// <summary>The type of the service by whose name the connection was made (<c>TIPC_NLA_CON_TYPE</c>), at both ends; null where it is not connected, or was connected by node and reference.</summary>
    public long? ServiceType => _record.ServiceType;

    /// <summary>The instance of <see cref="ServiceType"/> (<c>TIPC_NLA_CON_INST</c>); null where that is null.</summary>
    public long? ServiceInstance => _record.ServiceInstance;

    /// <summary>Whether it is bound to a service (<c>TIPC_NLA_SOCK_HAS_PUBL</c>). To which, and in which scope, the kernel does not tell here.</summary>
    public bool IsPublished => _record.IsPublished;

    /// <summary>How many messages wait to be read (<c>TIPC_NLA_SOCK_STAT_RCVQ</c>), not bytes; on a listener those of peers that want to connect. Null where the kernel did not say.</summary>
    public long? ReceiveQueue => _record.ReceiveQueue;

    /// <summary>How many messages wait to be sent (<c>TIPC_NLA_SOCK_STAT_SENDQ</c>), not bytes; null where the kernel did not say.</summary>
    public long? SendQueue => _record.SendQueue;

    /// <summary>Whether it waits for a link that is full (<c>TIPC_NLA_SOCK_STAT_LINK_CONG</c>); null where the kernel did not say.</summary>
    public bool? IsLinkCongested => _record.IsLinkCongested;

    /// <summary>Whether it waits for its peer to read (<c>TIPC_NLA_SOCK_STAT_CONN_CONG</c>); null where the kernel did not say.</summary>
    public bool? IsConnectionCongested => _record.IsConnectionCongested;

    /// <summary>Messages that were dropped since the queue was full (<c>TIPC_NLA_SOCK_STAT_DROP</c>); null where the kernel did not say.</summary>
    public long? Drops => _record.Drops;

    /// <summary>The first owner's process id (<c>/proc/PID/fd</c>). Null where no owner was found: <see cref="OwnerVisibility"/> tells why.</summary>
    public override int? ProcessId => Origin.FirstOwner(in _record)?.ProcessId;

    /// <summary>The command name of <see cref="ProcessId"/>, at most 15 characters (<c>/proc/PID/comm</c>); null where that is null.</summary>
    public override string? Process => ProcessId is int id ? Origin.ProcessName(id) : null;

    /// <summary>Why an owner is there, or is not. The kernel's own listener, of the topology service, has an inode that nobody holds.</summary>
    public override OwnerVisibility OwnerVisibility => Origin.OwnerVisibility(in _record);

    /// <summary>Every process and descriptor that holds the socket, by process id, then descriptor, process 1 last. Empty where there is none.</summary>
    public override SocketOwnerList Owners => Origin.OwnersOf(in _record);

    /// <summary>The id of the user who made it (<c>TIPC_NLA_SOCK_UID</c>); null where the kernel did not say.</summary>
    public override long? UserId => _record.UserId;

    /// <inheritdoc/>
    public override string? UserName => _record.UserId is uint id ? Origin.UserName(id) : null;

    /// <summary>The inode number (<c>TIPC_NLA_SOCK_INO</c>), as in <c>/proc/PID/fd</c>; null where the program closed it.</summary>
    public override long? Inode => _record.Inode == 0 ? null : _record.Inode;

    /// <summary>The kernel's own number of the socket (<c>TIPC_NLA_SOCK_COOKIE</c>), never used again until the machine restarts.</summary>
    public override ulong? Cookie => _record.Cookie;

    /// <summary>Always null: the other end is not looked for.</summary>
    public override int? PeerProcessId => null;

    /// <summary>Always null, as <see cref="PeerProcessId"/>.</summary>
    public override string? PeerProcess => null;

    /// <inheritdoc/>
    public override string? Unit => Origin.CgroupOrigin(in _record, cgroupPath: null)?.Unit;

    /// <inheritdoc/>
    public override string? ContainerId => Origin.CgroupOrigin(in _record, cgroupPath: null)?.ContainerId;

    /// <inheritdoc/>
    public override string? NetworkNamespace => Origin.NetworkNamespace?.Name;

    /// <summary>As <c>Tipc Established 0:3854933779 -> 0:3464554476</c>.</summary>
    public override string ToString() => PeerPortReference is null
        ? $"{Protocol} {State} {Node}:{PortReference}"
        : $"{Protocol} {State} {Node}:{PortReference} -> {PeerNode}:{PeerPortReference}";
}
