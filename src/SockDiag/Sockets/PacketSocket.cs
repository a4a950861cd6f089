using SockDiag.Families.Packet;
using SockDiag.Names;

namespace SockDiag;

/// <summary>A socket that sees the packets of interfaces: tcpdump, a DHCP client, LLDP.</summary>
public sealed class PacketSocket : Socket
{
    private readonly PacketRecord _record;

    internal PacketSocket(in PacketRecord record, Origin origin) : base(origin) => _record = record;

    private PacketDetail Detail => _record.Detail;

    // In the order of a CSV file's columns.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => _record.Protocol;

    /// <summary>Always Unconnected: the kernel tells no state.</summary>
    public override SocketState State => _record.State;

    /// <summary>What it gets of a packet (<c>pdiag_type</c>).</summary>
    public PacketSocketType SocketType => _record.SocketType;

    /// <summary>Which packets it gets: a number of Ethernet's (<c>pdiag_num</c>), 3 for all (<c>ETH_P_ALL</c>), 0 for none: it only sends.</summary>
    public int EtherType => _record.EtherType;

    /// <summary>The name of <see cref="EtherType"/>: <c>ip</c>, <c>arp</c>, <c>lldp</c>, <c>all</c>, ...; null where it is not known here.</summary>
    public string? EtherTypeName => EtherTypeNames.Of(EtherType);

    /// <summary>The interface it is bound to (<c>pdi_index</c>), the index where it has no name; null where it is bound to none: then it sees all.</summary>
    public string? Interface => _record.InterfaceIndex == 0 ? null : Origin.InterfaceName(_record.InterfaceIndex);

    /// <summary>Packets that wait to be read, in bytes of kernel memory (<c>SK_MEMINFO_RMEM_ALLOC</c>), those in a ring not counted; null where the kernel did not say (before Linux 3.10).</summary>
    public long? ReceiveQueue => _record.Queues?.Receive;

    /// <summary>Packets that the device has not sent, in bytes of kernel memory (<c>SK_MEMINFO_WMEM_ALLOC</c>); null where the kernel did not say (before Linux 3.10).</summary>
    public long? SendQueue => _record.Queues?.Send;

    /// <inheritdoc cref="NetlinkSocket.ProcessId"/>
    public override int? ProcessId => Origin.FirstOwner(in _record)?.ProcessId;

    /// <inheritdoc cref="NetlinkSocket.Process"/>
    public override string? Process => ProcessId is int id ? Origin.ProcessName(id) : null;

    /// <inheritdoc/>
    public override OwnerVisibility OwnerVisibility => Origin.OwnerVisibility(in _record);

    /// <inheritdoc cref="NetlinkSocket.Owners"/>
    public override SocketOwnerList Owners => Origin.OwnersOf(in _record);

    /// <summary>The id of the user who made the socket, or got it by fchown (<c>PACKET_DIAG_UID</c>, Linux 3.10); null where the kernel did not say.</summary>
    public override long? UserId => _record.UserId;

    /// <summary>The name of <see cref="UserId"/> (<c>getpwuid</c>); null where that is null, or where nobody has that id.</summary>
    public override string? UserName => _record.UserId is uint id ? Origin.UserName(id) : null;

    /// <summary>The inode number (<c>pdiag_ino</c>), as in <c>/proc/PID/fd</c>; null where no program holds the socket.</summary>
    public override long? Inode => _record.Inode == 0 ? null : _record.Inode;

    /// <summary>The kernel's own number of the socket (<c>pdiag_cookie</c>), never used again until the machine restarts.</summary>
    public override ulong? Cookie => _record.Cookie;

    /// <summary>The layout of its rings' frames (<c>pdi_version</c>); null where the kernel did not say.</summary>
    public PacketRingVersion? Version => (PacketRingVersion?)Detail.Information?.pdi_version;

    /// <summary>What was set on it (<c>pdi_flags</c>); null where the kernel did not say.</summary>
    public PacketSocketFlags? Flags => (PacketSocketFlags?)Detail.Information?.pdi_flags;

    /// <summary>Room before each frame's header, in bytes (<c>pdi_reserve</c>, <c>PACKET_RESERVE</c>); null where the kernel did not say.</summary>
    public long? ReservedBytes => Detail.Information?.pdi_reserve;

    /// <summary>From which length on packets that a frame cuts off are queued whole besides, in bytes (<c>pdi_copy_thresh</c>, <c>PACKET_COPY_THRESH</c>); 0 for never, null where the kernel did not say.</summary>
    public long? CopyThresholdBytes => Detail.Information?.pdi_copy_thresh;

    /// <summary>Which clock stamps the frames, bits (<c>pdi_tstamp</c>, <c>PACKET_TIMESTAMP</c>); 0 for the kernel's own, null where the kernel did not say.</summary>
    public long? Timestamping => Detail.Information?.pdi_tstamp;

    /// <summary>The ring for packets that come (<c>PACKET_DIAG_RX_RING</c>); null where there is none.</summary>
    public PacketRing? ReceiveRing => Detail.ReceiveRing;

    /// <summary>The ring for packets to send (<c>PACKET_DIAG_TX_RING</c>); null where there is none.</summary>
    public PacketRing? TransmitRing => Detail.TransmitRing;

    /// <summary>The group with which it shares packets (<c>PACKET_DIAG_FANOUT</c>); null where it is in none.</summary>
    public PacketFanout? Fanout => Detail.Fanout;

    /// <summary>What interfaces are made to take in for it (<c>PACKET_DIAG_MCLIST</c>); empty where nothing, null where the kernel could not say: beside a filter of more than 4,000 instructions.</summary>
    public PacketMembershipList? Memberships => Detail.Memberships;

    /// <summary>The classic BPF program that chooses its packets, a line an instruction (<c>PACKET_DIAG_FILTER</c>, Linux 3.10). Null where there is none, where it is one of extended BPF, and without CAP_NET_ADMIN.</summary>
    public string? Filter => Detail.Filter is { Length: > 0 } program ? FilterText.Of(program) : null;

    /// <summary>How many instructions <see cref="Filter"/> has; 0 where there is none or it is one of extended BPF, null without CAP_NET_ADMIN.</summary>
    public int? FilterInstructions => Detail switch
    {
        { Filter: { Length: > 0 } program } => FilterText.CountOf(program),
        { Filter: null, Memberships: not null } => 0, // all was told, and no filter in it
        _ => null,
    };

    /// <summary>Memory and its limits (<c>PACKET_DIAG_MEMINFO</c>, Linux 3.10). It comes with the queues, also unless details were asked for.</summary>
    public SocketMemory? Memory => Detail.Memory;

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

    /// <summary>As <c>Packet Unconnected ip:eth0</c>.</summary>
    public override string ToString() => $"{Protocol} {State} {EtherTypeName ?? $"{EtherType}"}:{Interface ?? "*"}";
}
