using SockDiag.Families.Xdp;

namespace SockDiag;

/// <summary>
/// A socket that shares memory with a queue of an interface, so that packets pass the kernel's network stack by (<c>AF_XDP</c>): frames lie in that memory (umem), rings hand them to and fro. Listed since Linux 5.1.
/// A socket whose interface has gone ends the kernel's list: those that were opened before it are not listed (<see cref="DumpGap.Unlisted"/>).
/// </summary>
public sealed class XdpSocket : Socket
{
    private readonly XdpRecord _record;

    internal XdpSocket(in XdpRecord record, Origin origin) : base(origin) => _record = record;

    private XdpDetail Detail => _record.Detail;

    // In the order of a CSV file's columns.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => _record.Protocol;

    /// <summary>Always Unconnected: the kernel tells no state.</summary>
    public override SocketState State => _record.State;

    /// <summary>The interface it is bound to (<c>ifindex</c>), the index where it has no name; null where it is bound to none.</summary>
    public string? Interface => NameOf(_record.InterfaceIndex);

    /// <summary>The index of <see cref="Interface"/> (<c>ifindex</c>); null where it is bound to none.</summary>
    public int? InterfaceIndex => _record.InterfaceIndex == 0 ? null : _record.InterfaceIndex;

    /// <summary>Which queue of <see cref="Interface"/> it is bound to (<c>queue_id</c>), from 0; null where it is bound to none.</summary>
    public long? QueueId => _record.QueueId;

    /// <summary>Always null: what waits to be read is in <c>XDP_RX_RING</c>, of which the kernel tells only the length.</summary>
    public long? ReceiveQueue => null;

    /// <summary>Always null: what waits to be sent is in <c>XDP_TX_RING</c>, of which the kernel tells only the length.</summary>
    public long? SendQueue => null;

    /// <inheritdoc cref="NetlinkSocket.ProcessId"/>
    public override int? ProcessId => Origin.FirstOwner(in _record)?.ProcessId;

    /// <inheritdoc cref="NetlinkSocket.Process"/>
    public override string? Process => ProcessId is int id ? Origin.ProcessName(id) : null;

    /// <inheritdoc/>
    public override OwnerVisibility OwnerVisibility => Origin.OwnerVisibility(in _record);

    /// <inheritdoc cref="NetlinkSocket.Owners"/>
    public override SocketOwnerList Owners => Origin.OwnersOf(in _record);

    /// <summary>The id of the user who made the socket, or got it by fchown (<c>XDP_DIAG_UID</c>); null where the kernel did not say.</summary>
    public override long? UserId => _record.UserId;

    /// <summary>The name of <see cref="UserId"/> (<c>getpwuid</c>); null where that is null, or where nobody has that id.</summary>
    public override string? UserName => _record.UserId is uint id ? Origin.UserName(id) : null;

    /// <summary>The inode number (<c>xdiag_ino</c>), as in <c>/proc/PID/fd</c>; null where no program holds the socket.</summary>
    public override long? Inode => _record.Inode == 0 ? null : _record.Inode;

    /// <summary>The kernel's own number of the socket (<c>xdiag_cookie</c>), never used again until the machine restarts.</summary>
    public override ulong? Cookie => _record.Cookie;

    /// <summary>How many frames its ring of received ones holds (<c>XDP_DIAG_RX_RING</c>); null where it has none: it only sends.</summary>
    public long? ReceiveRingEntries => Detail.ReceiveRing?.entries;

    /// <summary>How many frames its ring of those to send holds (<c>XDP_DIAG_TX_RING</c>); null where it has none: it only receives.</summary>
    public long? TransmitRingEntries => Detail.TransmitRing?.entries;

    /// <summary>How many frames the ring holds by which the program gives some to be filled (<c>XDP_DIAG_UMEM_FILL_RING</c>), one for all sockets with the same umem and queue; null where there is none, and as long as the socket is bound to no queue.</summary>
    public long? FillRingEntries => Detail.FillRing?.entries;

    /// <summary>How many frames the ring holds by which the program gets those back that were sent (<c>XDP_DIAG_UMEM_COMPLETION_RING</c>), one for all sockets with the same umem and queue; null where there is none, and as long as the socket is bound to no queue.</summary>
    public long? CompletionRingEntries => Detail.CompletionRing?.entries;

    /// <summary>The length of its umem, in bytes (<c>size</c>); null where it has none.</summary>
    public long? UmemBytes => (long?)Detail.Umem?.size;

    /// <summary>The number of its umem (<c>id</c>), the same for all sockets that share it; null where it has none.</summary>
    public long? UmemId => Detail.Umem?.id;

    /// <summary>How many pages of memory its umem takes (<c>num_pages</c>); null where it has none.</summary>
    public long? UmemPages => Detail.Umem?.num_pages;

    /// <summary>The length of a chunk of its umem, in bytes: of room for one frame (<c>chunk_size</c>); null where it has none.</summary>
    public long? UmemChunkBytes => Detail.Umem?.chunk_size;

    /// <summary>Room before each frame that is the program's own, in bytes (<c>headroom</c>); null where it has no umem.</summary>
    public long? UmemHeadroomBytes => Detail.Umem?.headroom;

    /// <summary>The interface for which its umem is set up (<c>ifindex</c>), the index where it has no name; null where it has no umem, and as long as the socket is bound to none.</summary>
    public string? UmemInterface => Detail.Umem is { ifindex: uint index } ? NameOf((int)index) : null;

    /// <summary>The queue of <see cref="UmemInterface"/> for which its umem is set up (<c>queue_id</c>); null where that is null.</summary>
    public long? UmemQueueId => Detail.Umem is { ifindex: not 0, queue_id: uint queue } ? queue : null;

    /// <summary>Whether the device itself reads and writes its umem (<c>XDP_DU_F_ZEROCOPY</c>), so that no packet is copied; null where it has none.</summary>
    public bool? IsZeroCopy => Detail.Umem is { flags: XdpUmemFlags flags } ? flags.HasFlag(XdpUmemFlags.ZeroCopy) : null;

    /// <summary>How many sockets have its umem (<c>refs</c>), this one too; null where it has none.</summary>
    public long? UmemReferences => Detail.Umem?.refs;

    /// <summary>Packets thrown away since the program had given no frame for them, or none that is long enough, a count (<c>n_rx_dropped</c>, Linux 5.9); null where the kernel did not say.</summary>
    public long? ReceiveDropped => (long?)Detail.Statistics?.n_rx_dropped;

    /// <summary>Invalid entries of the ring of received frames, a count (<c>n_rx_invalid</c>, Linux 5.9): the kernel alone writes there, so that no kernel known counts any. Null where the kernel did not say.</summary>
    public long? ReceiveInvalid => (long?)Detail.Statistics?.n_rx_invalid;

    /// <summary>Packets thrown away since the ring of received frames was full, a count (<c>n_rx_full</c>, Linux 5.9): the program does not read fast enough. Null where the kernel did not say.</summary>
    public long? ReceiveRingFull => (long?)Detail.Statistics?.n_rx_full;

    /// <summary>How often a frame was wanted for a packet and the program had given none, a count of the ring, so that all have it that share the ring (<c>n_fill_ring_empty</c>, Linux 5.9); null where the kernel did not say.</summary>
    public long? FillRingEmpty => (long?)Detail.Statistics?.n_fill_ring_empty;

    /// <summary>Frames to send that lie outside of the umem, or are too long, a count (<c>n_tx_invalid</c>, Linux 5.9); null where the kernel did not say.</summary>
    public long? TransmitInvalid => (long?)Detail.Statistics?.n_tx_invalid;

    /// <summary>How often a frame to send was looked for and there was none, a count (<c>n_tx_ring_empty</c>, Linux 5.9); null where the kernel did not say.</summary>
    public long? TransmitRingEmpty => (long?)Detail.Statistics?.n_tx_ring_empty;

    /// <summary>Memory and its limits (<c>XDP_DIAG_MEMINFO</c>), the umem not counted. It comes also unless details were asked for.</summary>
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

    /// <summary>As <c>Xdp Unconnected eth0:q0</c>, with an asterisk for the end of one that is bound to no queue.</summary>
    public override string ToString() => $"{Protocol} {State} {(QueueId is long queue ? $"{Interface}:q{queue}" : "*")}";

    private string? NameOf(int index) => index == 0 ? null : Origin.InterfaceName(index);
}
