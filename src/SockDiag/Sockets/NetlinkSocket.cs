using SockDiag.Families.Netlink;

namespace SockDiag;

/// <summary>A netlink socket: a program's, or the kernel's own end. The kernel lists one that was neither bound nor used nor joined a group only when it was.</summary>
public sealed class NetlinkSocket : Socket
{
    private readonly NetlinkRecord _record;

    internal NetlinkSocket(in NetlinkRecord record, Origin origin) : base(origin) => _record = record;

    // In the order of a CSV file's columns.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => _record.Protocol;

    /// <summary>Established where it was connected, else Unconnected (<c>ndiag_state</c>).</summary>
    public override SocketState State => _record.State;

    /// <summary>What it is about (<c>ndiag_protocol</c>).</summary>
    public NetlinkProtocol NetlinkProtocol => _record.NetlinkProtocol;

    /// <summary>Its address (<c>ndiag_portid</c>): of a program's first socket mostly the process id, of others a large number. 0 of the kernel's own ends, and of a program's socket that is member of a group and was never bound.</summary>
    public long PortId => _record.PortId;

    /// <summary>The port id that it was connected to (<c>ndiag_dst_portid</c>), 0 for the kernel's; null where it was connected to none.</summary>
    public long? DestinationPortId => _record.IsConnected ? _record.DestinationPortId : null;

    /// <summary>The number of the group that it was connected to (<c>ndiag_dst_group</c>); null where it was connected to none.</summary>
    public int? DestinationGroup => _record is { IsConnected: true, DestinationGroup: not 0 } ? (int)_record.DestinationGroup : null;

    /// <summary>The multicast groups that it is member of, all of them (<c>NETLINK_DIAG_GROUPS</c>), by number; empty where there is none.</summary>
    public NetlinkGroupList Groups => _record.Groups ?? NetlinkGroupList.None;

    /// <summary>What it is doing and what was set on it (<c>NETLINK_DIAG_FLAGS</c>, Linux 4.12); null where the kernel did not say.</summary>
    public NetlinkSocketFlags? Flags => _record.Flags;

    /// <summary>Messages that wait to be read, in bytes of kernel memory (<c>SK_MEMINFO_RMEM_ALLOC</c>); null where the kernel did not say.</summary>
    public long? ReceiveQueue => _record.Queues?.Receive;

    /// <summary>Messages sent that nobody has read, in bytes of kernel memory (<c>SK_MEMINFO_WMEM_ALLOC</c>); null where the kernel did not say.</summary>
    public long? SendQueue => _record.Queues?.Send;

    /// <summary>The first owner's process id (<c>/proc/PID/fd</c>). Null where no owner was found: <see cref="OwnerVisibility"/> tells why.</summary>
    public override int? ProcessId => Origin.FirstOwner(in _record)?.ProcessId;

    /// <summary>The command name of <see cref="ProcessId"/>, at most 15 characters (<c>/proc/PID/comm</c>); null where that is null.</summary>
    public override string? Process => ProcessId is int id ? Origin.ProcessName(id) : null;

    /// <summary>Why an owner is there, or is not. Kernel: the end of the kernel itself, port id 0 and no group.</summary>
    public override OwnerVisibility OwnerVisibility => Origin.OwnerVisibility(in _record);

    /// <summary>Every process and descriptor that holds the socket, by process id, then descriptor, process 1 last. Empty where there is none.</summary>
    public override SocketOwnerList Owners => Origin.OwnersOf(in _record);

    /// <summary>Always null: the kernel does not tell it of netlink sockets.</summary>
    public override long? UserId => null;

    /// <summary>Always null, as <see cref="UserId"/> is.</summary>
    public override string? UserName => null;

    /// <summary>The inode number (<c>ndiag_ino</c>), as in <c>/proc/PID/fd</c>; the kernel's own ends have one that nobody holds. Null where the program closed it.</summary>
    public override long? Inode => _record.Inode == 0 ? null : _record.Inode;

    /// <summary>The kernel's own number of the socket (<c>ndiag_cookie</c>), never used again until the machine restarts.</summary>
    public override ulong? Cookie => _record.Cookie;

    /// <summary>Memory and its limits (<c>NETLINK_DIAG_MEMINFO</c>). It comes with the queues, also unless details were asked for.</summary>
    public SocketMemory? Memory => _record.Memory;

    /// <summary>Null: it has no socket at another end.</summary>
    public override int? PeerProcessId => null;

    /// <summary>Null, as <see cref="PeerProcessId"/>.</summary>
    public override string? PeerProcess => null;

    /// <inheritdoc/>
    public override string? Unit => Origin.CgroupOrigin(in _record, cgroupPath: null)?.Unit;

    /// <inheritdoc/>
    public override string? ContainerId => Origin.CgroupOrigin(in _record, cgroupPath: null)?.ContainerId;

    /// <inheritdoc/>
    public override string? NetworkNamespace => Origin.NetworkNamespace?.Name;

    /// <summary>As <c>Netlink Unconnected Route:1290</c>.</summary>
    public override string ToString() => $"{Protocol} {State} {NetlinkProtocol}:{PortId}";
}
