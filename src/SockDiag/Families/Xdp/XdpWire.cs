using SockDiag.Families.Inet;

// The layouts of linux/xdp_diag.h, under its names. A test holds every offset to the C compiler's.
#pragma warning disable CS0649 // fields that only the kernel fills
#pragma warning disable IDE1006 // the header's own names

namespace SockDiag.Families.Xdp;

internal struct xdp_diag_req
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public ushort pad;
    public uint xdiag_ino;
    public XdpShow xdiag_show;
    public CookieWords xdiag_cookie;
}

internal struct xdp_diag_msg
{
    public byte xdiag_family;
    public byte xdiag_type;
    public ushort pad;
    public uint xdiag_ino;
    public CookieWords xdiag_cookie;
}

internal struct xdp_diag_info
{
    public uint ifindex;
    public uint queue_id;
}

internal struct xdp_diag_ring
{
    public uint entries;
}

internal struct xdp_diag_umem
{
    public ulong size;
    public uint id;
    public uint num_pages;
    public uint chunk_size;
    public uint headroom;
    public uint ifindex;
    public uint queue_id;
    public XdpUmemFlags flags;
    public uint refs;
}

internal struct xdp_diag_stats
{
    public ulong n_rx_dropped;
    public ulong n_rx_invalid;
    public ulong n_rx_full;
    public ulong n_fill_ring_empty;
    public ulong n_tx_invalid;
    public ulong n_tx_ring_empty;
}

/// <summary>What is asked for: XDP_SHOW_*.</summary>
[Flags]
internal enum XdpShow : uint
{
    Information = 1 << 0,
    Rings = 1 << 1,
    Umem = 1 << 2,
    Memory = 1 << 3,
    Statistics = 1 << 4,
}

/// <summary>Attributes of a record: XDP_DIAG_*.</summary>
internal enum XdpAttribute : ushort
{
    Information = 1,
    UserId = 2,
    ReceiveRing = 3,
    TransmitRing = 4,
    Umem = 5,
    FillRing = 6,
    CompletionRing = 7,
    Memory = 8,
    Statistics = 9,
}

/// <summary>What umem is: XDP_DU_F_*.</summary>
[Flags]
internal enum XdpUmemFlags : uint
{
    ZeroCopy = 1 << 0,
}
