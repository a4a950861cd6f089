using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace SockDiag;

/// <summary>One end's address as it is shown and compared: an IPv4-mapped IPv6 address is the IPv4 address, so that one peer is one peer.</summary>
/// <remarks>Two halves, because what takes a UInt128 is not compiled ahead. An IPv4 address is the last 32 bits.</remarks>
internal readonly record struct InetAddress(bool IsIPv4, ulong High, ulong Low)
{
    private const ulong MappedHigh = 0;
    private const uint MappedMiddle = 0x0000ffff; // ::ffff:a.b.c.d
    private const uint IPv4TranslatedPrefix = 0xffff0000; // ::ffff:0:a.b.c.d
    private const int GroupCount = 8;

    /// <summary>An address as the kernel writes it: 16 bytes, of which IPv4 fills the first four.</summary>
    public static InetAddress Read(SocketAddressFamily family, ReadOnlySpan<byte> bytes) => family == SocketAddressFamily.IPv4
        ? new(true, 0, BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : IsMapped(bytes) ? new(true, 0, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])) : new(false, BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Whether 16 bytes are <c>::ffff:a.b.c.d</c>.</summary>
    public static bool IsMapped(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt64BigEndian(bytes) == MappedHigh && BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) == MappedMiddle;

    public static InetAddress From(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? new(true, 0, BinaryPrimitives.ReadUInt32BigEndian(bytes)) : Read(SocketAddressFamily.IPv6, bytes);
    }

    /// <summary>The address as one number, to calculate with.</summary>
    public UInt128 Bits
    {
        get => new(High, Low);
        init => (High, Low) = ((ulong)(value >> 64), (ulong)value);
    }

    /// <summary><c>0.0.0.0</c> or <c>::</c>.</summary>
    public bool IsAny => High == 0 && Low == 0;

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => IsIPv4 ? Low >> 24 == 127 : High == 0 && Low == 1;

    /// <summary>fe80::/10: it means something on one link only, so its text needs a zone.</summary>
    public bool IsLinkLocal => !IsIPv4 && High >> 54 == 0xfe80 >> 6;

    /// <summary>The address with only its first bits kept.</summary>
    public InetAddress Network(int length)
    {
        int hostBits = (IsIPv4 ? 32 : 128) - length;
        return this with { Bits = hostBits >= 128 ? 0 : Bits >> hostBits << hostBits };
    }

    /// <summary>The RFC 5952 text, without a zone. It is not IPAddress's, which takes ISATAP's interface identifiers (<c>0:5efe:c000:201</c>) for IPv4 addresses.</summary>
    public override string ToString()
    {
        if (IsIPv4) return IPv4Text((uint)Low);
        ulong prefix = Low >> 32; // of an address whose other half is 0
        // Of RFC 4291 and RFC 2765; ::1 and its like are no IPv4 addresses.
        bool hasIPv4Behind = High == 0 && ((prefix == 0 && Low >> 16 != 0) || prefix == IPv4TranslatedPrefix);
        return hasIPv4Behind ? GroupsText(6) + IPv4Text((uint)Low) : GroupsText(GroupCount);
    }

    /// <summary>The first groups, each with the colon behind it where a further one follows; the longest run of zeros, the first of two, is <c>::</c>.</summary>
    private string GroupsText(int count)
    {
        int runStart = -1, runLength = 1; // a single zero is no run
        for (int i = 0; i < count; i++)
        {
            int end = i;
            while (end < count && Group(end) == 0) end++;
            if (end - i > runLength) (runStart, runLength) = (i, end - i);
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < count; i++)
        {
            if (i == runStart)
            {
                text.Append(i == 0 ? "::" : ":");
                i += runLength - 1;
                continue;
            }
            text.Append(Group(i).ToString("x", CultureInfo.InvariantCulture));
            if (i < GroupCount - 1) text.Append(':');
        }
        return text.ToString();
    }

    private ushort Group(int index) => (ushort)((index < GroupCount / 2 ? High : Low) >> (16 * (GroupCount / 2 - 1 - index % (GroupCount / 2))));

    private static string IPv4Text(uint address) => string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{(byte)(address >> 16)}.{(byte)(address >> 8)}.{(byte)address}");
}
