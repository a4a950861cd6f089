using SockDiag.Families.Inet;

// The layouts of linux/netlink_diag.h, under its names. A test holds every offset to the C compiler's.
#pragma warning disable CS0649 // fields that only the kernel fills
#pragma warning disable IDE1006 // the header's own names

namespace SockDiag.Families.Netlink;

internal struct netlink_diag_req
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public ushort pad;
    public uint ndiag_ino;
    public NetlinkShow ndiag_show;
    public CookieWords ndiag_cookie;
}

internal struct netlink_diag_msg
{
    public byte ndiag_family;
    public byte ndiag_type;
    public byte ndiag_protocol;
    public byte ndiag_state;
    public uint ndiag_portid;
    public uint ndiag_dst_portid;
    public uint ndiag_dst_group;
    public uint ndiag_ino;
    public CookieWords ndiag_cookie;
}

/// <summary>What is asked for: NDIAG_SHOW_*.</summary>
[Flags]
internal enum NetlinkShow : uint
{
    Memory = 1 << 0,
    Groups = 1 << 1,
    Flags = 1 << 3,
}

/// <summary>Attributes of a record: NETLINK_DIAG_*.</summary>
internal enum NetlinkAttribute : ushort
{
    Memory = 0,
    Groups = 1,
    Flags = 4,
}
