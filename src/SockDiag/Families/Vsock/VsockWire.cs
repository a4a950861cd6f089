using SockDiag.Families.Inet;

// The layouts of linux/vm_sockets_diag.h, under its names. A test holds every offset to the C compiler's.
#pragma warning disable CS0649 // fields that only the kernel fills
#pragma warning disable IDE1006 // the header's own names

namespace SockDiag.Families.Vsock;

internal struct vsock_diag_req
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public ushort pad;
    public uint vdiag_states;
    public uint vdiag_ino;
    public uint vdiag_show;
    public CookieWords vdiag_cookie;
}

internal struct vsock_diag_msg
{
    public byte vdiag_family;
    public byte vdiag_type;
    public byte vdiag_state;
    public byte vdiag_shutdown;
    public uint vdiag_src_cid;
    public uint vdiag_src_port;
    public uint vdiag_dst_cid;
    public uint vdiag_dst_port;
    public uint vdiag_ino;
    public CookieWords vdiag_cookie;
}
