using System.Runtime.CompilerServices;
using SockDiag.Families.Inet;

// The layouts of linux/packet_diag.h, and of a filter's instructions, under the headers' names. A test holds every offset to the C compiler's.
#pragma warning disable CS0649 // fields that only the kernel fills
#pragma warning disable IDE1006 // the headers' own names

namespace SockDiag.Families.Packet;

internal struct packet_diag_req
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public ushort pad;
    public uint pdiag_ino;
    public PacketShow pdiag_show;
    public CookieWords pdiag_cookie;
}

internal struct packet_diag_msg
{
    public byte pdiag_family;
    public byte pdiag_type;
    public ushort pdiag_num; // in the host's order
    public uint pdiag_ino;
    public CookieWords pdiag_cookie;
}

internal struct packet_diag_info
{
    public uint pdi_index;
    public uint pdi_version;
    public uint pdi_reserve;
    public uint pdi_copy_thresh;
    public uint pdi_tstamp;
    public uint pdi_flags;
}

internal struct packet_diag_mclist
{
    public uint pdmc_index;
    public uint pdmc_count;
    public ushort pdmc_type;
    public ushort pdmc_alen;
    public LinkAddressBytes pdmc_addr;
}

internal struct packet_diag_ring
{
    public uint pdr_block_size;
    public uint pdr_block_nr;
    public uint pdr_frame_size;
    public uint pdr_frame_nr;
    public uint pdr_retire_tmo;
    public uint pdr_sizeof_priv;
    public uint pdr_features;
}

internal struct sock_filter // linux/filter.h
{
    public ushort code;
    public byte jt;
    public byte jf;
    public uint k;
}

/// <summary>Room for an address of a link.</summary>
[InlineArray(32)]
internal struct LinkAddressBytes
{
    private byte _first;
}

/// <summary>What is asked for: PACKET_SHOW_*.</summary>
[Flags]
internal enum PacketShow : uint
{
    Information = 1 << 0,
    Memberships = 1 << 1,
    Rings = 1 << 2,
    Fanout = 1 << 3,
    Memory = 1 << 4,
    Filter = 1 << 5,
}

/// <summary>Attributes of a record: PACKET_DIAG_*.</summary>
internal enum PacketAttribute : ushort
{
    Information = 0,
    Memberships = 1,
    ReceiveRing = 2,
    TransmitRing = 3,
    Fanout = 4,
    UserId = 5,
    Memory = 6,
    Filter = 7,
}
