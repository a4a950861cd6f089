using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Families.Inet;

// The layouts of linux/smc_diag.h, under its names. A test holds every offset to the C compiler's.
#pragma warning disable CS0649 // fields that only the kernel fills
#pragma warning disable IDE1006 // the header's own names

namespace SockDiag.Families.Smc;

internal struct smc_diag_req
{
    public byte diag_family;
    public PadBytes pad;
    public byte diag_ext;
    public inet_diag_sockid id;
}

internal struct smc_diag_msg
{
    public byte diag_family;
    public byte diag_state;
    public byte diag_mode;
    public byte diag_shutdown; // never filled: an attribute has it
    public inet_diag_sockid id;
    public uint diag_uid;
    public ulong diag_inode;
}

internal struct smc_diag_fallback
{
    public uint reason;
    public uint peer_diagnosis;
}

internal struct smc_diag_cursor
{
    public ushort reserved;
    public ushort wrap;
    public uint count;
}

internal struct smc_diag_conninfo
{
    public uint token;
    public uint sndbuf_size;
    public uint rmbe_size;
    public uint peer_rmbe_size;
    public smc_diag_cursor rx_prod;
    public smc_diag_cursor rx_cons;
    public smc_diag_cursor tx_prod;
    public smc_diag_cursor tx_cons;
    public byte rx_prod_flags;
    public byte rx_conn_state_flags;
    public byte tx_prod_flags;
    public byte tx_conn_state_flags;
    public smc_diag_cursor tx_prep;
    public smc_diag_cursor tx_sent;
    public smc_diag_cursor tx_fin;
}

internal struct smc_diag_linkinfo
{
    public byte link_id;
    public DeviceNameBytes ibname;
    public byte ibport;
    public GidBytes gid;
    public GidBytes peer_gid;
}

internal struct smc_diag_lgrinfo
{
    public smc_diag_linkinfo lnk; // an array of one
    public byte role;
}

/// <summary>Of Linux 6.8 and later the end of it is longer.</summary>
internal struct smcd_diag_dmbinfo
{
    public uint linkid;
    public ulong peer_gid;
    public ulong my_gid;
    public ulong token;
    public ulong peer_token;
}

[InlineArray(2)]
internal struct PadBytes
{
    private byte _first;
}

/// <summary>The name of a device, as text that ends with 0.</summary>
[InlineArray(64)]
internal struct DeviceNameBytes
{
    private byte _first;

    public override readonly string ToString() => SmcText.Of(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in _first), 64));
}

/// <summary>A GID, as text that ends with 0.</summary>
[InlineArray(40)]
internal struct GidBytes
{
    private byte _first;

    public override readonly string ToString() => SmcText.Of(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in _first), 40));
}

file static class SmcText
{
    public static string Of(ReadOnlySpan<byte> bytes) => EscapedText.Of(bytes.IndexOf((byte)0) is >= 0 and int end ? bytes[..end] : bytes);
}

/// <summary>Attributes of a record: SMC_DIAG_*.</summary>
internal enum SmcAttribute : ushort
{
    Connection = 1,
    LinkGroup = 2,
    Shutdown = 3,
    Dmb = 4,
    Fallback = 5,
}
