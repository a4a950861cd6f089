using SockDiag.Families.Inet;

// The layouts of linux/unix_diag.h, under its names. A test holds every offset to the C compiler's.
#pragma warning disable CS0649 // fields that only the kernel fills
#pragma warning disable IDE1006 // the header's own names

namespace SockDiag.Families.Unix;

internal struct unix_diag_req
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public ushort pad;
    public uint udiag_states;
    public uint udiag_ino;
    public UnixShow udiag_show;
    public CookieWords udiag_cookie;
}

internal struct unix_diag_msg
{
    public byte udiag_family;
    public byte udiag_type;
    public byte udiag_state;
    public byte pad;
    public uint udiag_ino;
    public CookieWords udiag_cookie;
}

internal struct unix_diag_vfs
{
    public uint udiag_vfs_ino;
    public uint udiag_vfs_dev;
}

internal struct unix_diag_rqlen
{
    public uint udiag_rqueue;
    public uint udiag_wqueue;
}

/// <summary>What is asked for: UDIAG_SHOW_*. A kernel passes over what it does not know.</summary>
[Flags]
internal enum UnixShow : uint
{
    Name = 0x01,
    File = 0x02,
    Peer = 0x04,
    AcceptQueue = 0x08,
    Queues = 0x10,
    Memory = 0x20,
    User = 0x40,
}

/// <summary>Attributes of a record: UNIX_DIAG_*. The first has the number 0.</summary>
internal enum UnixAttribute : ushort
{
    Name = 0,
    File = 1,
    Peer = 2,
    AcceptQueue = 3,
    Queues = 4,
    Memory = 5,
    Shutdown = 6,
    User = 7,
}
