using System.Buffers.Binary;
using System.Net;

namespace SockDiag;

/// <summary>One end's address as it is shown and compared: an IPv4-mapped IPv6 address is the IPv4 address, so that one peer is one peer.</summary>
internal readonly record struct InetAddress(bool IsIPv4, UInt128 Bits)
{
    private const ulong MappedHigh = 0;
    private const uint MappedMiddle = 0x0000ffff; // ::ffff:a.b.c.d

    /// <summary>An address as the kernel writes it: 16 bytes, of which IPv4 fills the first four.</summary>
    public static InetAddress Read(SocketAddressFamily family, ReadOnlySpan<byte> bytes) => family == SocketAddressFamily.IPv4
        ? new(true, BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : IsMapped(bytes) ? new(true, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])) : new(false, BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Whether 16 bytes are <c>::ffff:a.b.c.d</c>.</summary>
    public static bool IsMapped(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt64BigEndian(bytes) == MappedHigh && BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) == MappedMiddle;

    public static InetAddress From(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? new(true, BinaryPrimitives.ReadUInt32BigEndian(bytes)) : Read(SocketAddressFamily.IPv6, bytes);
    }

    /// <summary><c>0.0.0.0</c> or <c>::</c>.</summary>
    public bool IsAny => Bits == 0;

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => IsIPv4 ? (uint)Bits >> 24 == 127 : Bits == 1;

    /// <summary>fe80::/10: it means something on one link only, so its text needs a zone.</summary>
    public bool IsLinkLocal => !IsIPv4 && (uint)(Bits >> 118) == 0xfe80 >> 6;

    /// <summary>The address with only its first bits kept.</summary>
    public InetAddress Network(int length)
    {
        int hostBits = (IsIPv4 ? 32 : 128) - length;
        return this with { Bits = hostBits >= 128 ? 0 : Bits >> hostBits << hostBits };
    }

    /// <summary>The RFC 5952 text, without a zone.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes).ToString();
    }
}
