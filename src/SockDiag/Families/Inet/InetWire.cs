using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// The layouts of linux/inet_diag.h, under its names. A test holds every offset to the C compiler's.
#pragma warning disable CS0649 // fields that only the kernel fills
#pragma warning disable IDE1006 // the header's own names

namespace SockDiag.Families.Inet;

/// <summary>A port as it travels. It converts by itself, so nobody can forget to.</summary>
internal readonly struct UInt16BE(ushort wire)
{
    private readonly ushort _wire = wire;
    public static implicit operator int(UInt16BE port) => BinaryPrimitives.ReverseEndianness(port._wire);
    public static UInt16BE Of(ushort value) => new(BinaryPrimitives.ReverseEndianness(value));
}

/// <summary>The 16 bytes of an address field; an IPv4 address fills the first four.</summary>
[InlineArray(16)]
internal struct AddressBytes
{
    private byte _first;

    public readonly ReadOnlySpan<byte> Span => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in _first), 16);
}

/// <summary>A cookie in two words: one ulong would align its struct to 8.</summary>
internal struct CookieWords
{
    public uint Low, High;
    public readonly ulong Value => (ulong)High << 32 | Low;
}

internal struct inet_diag_sockid
{
    public UInt16BE idiag_sport;
    public UInt16BE idiag_dport;
    public AddressBytes idiag_src;
    public AddressBytes idiag_dst;
    public uint idiag_if;
    public CookieWords idiag_cookie;
}

internal struct inet_diag_req // the older request, TCPDIAG_GETSOCK
{
    public byte idiag_family;
    public byte idiag_src_len;
    public byte idiag_dst_len;
    public byte idiag_ext;
    public inet_diag_sockid id;
    public uint idiag_states;
    public uint idiag_dbs;
}

internal struct inet_diag_req_v2 // SOCK_DIAG_BY_FAMILY
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public byte idiag_ext;
    public byte pad;
    public uint idiag_states;
    public inet_diag_sockid id;
}

internal struct inet_diag_msg
{
    public byte idiag_family;
    public byte idiag_state;
    public byte idiag_timer;
    public byte idiag_retrans;
    public inet_diag_sockid id;
    public uint idiag_expires;
    public uint idiag_rqueue;
    public uint idiag_wqueue;
    public uint idiag_uid;
    public uint idiag_inode;
}

internal struct inet_diag_hostcond
{
    public byte family;
    public byte prefix_len;
    public int port;
}

/// <summary>Attributes of a request: INET_DIAG_REQ_*.</summary>
internal enum InetRequestAttribute : ushort
{
    Bytecode = 1,
    Protocol = 3,
}

/// <summary>Attributes of a record: INET_DIAG_*.</summary>
internal enum InetAttribute : ushort
{
    Info = 2,
    Vegas = 3,
    CongestionControl = 4,
    Tos = 5,
    TrafficClass = 6,
    SocketMemory = 7,
    Shutdown = 8,
    Dctcp = 9,
    IPv6Only = 11,
    LocalAddresses = 12,
    PeerAddresses = 13,
    Mark = 15,
    Bbr = 16,
    ClassId = 17,
    // Md5Signature (18) carries keys in clear: never read.
    UpperLayer = 19,
    CgroupId = 21,
    SocketOptions = 22,
}
