using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SockDiag;

/// <summary>All addresses that start with the same bits. An IPv4-mapped IPv6 prefix of 96 bits or more is the IPv4 prefix that it means.</summary>
public readonly record struct AddressPrefix
{
    private const int IPv4Bits = 32;
    private const int IPv6Bits = 128;
    private const int MappedBits = IPv6Bits - IPv4Bits;

    /// <summary>Makes a prefix; bits behind its length do not count.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    /// <param name="length">How many bits count: 0 to 32, or 0 to 128.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length does not fit the address.</exception>
    public AddressPrefix(IPAddress address, int length)
    {
        ArgumentNullException.ThrowIfNull(address);
        bool isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (length < 0 || length > (isIPv4 ? IPv4Bits : IPv6Bits)) throw new ArgumentOutOfRangeException(nameof(length), length, "A prefix has 0 to 32 bits (IPv4) or 0 to 128 (IPv6).");
        InetAddress first = InetAddress.From(address);
        if (first.IsIPv4 && !isIPv4)
        {
            if (length >= MappedBits) length -= MappedBits;
            else first = first with { IsIPv4 = false, Bits = (UInt128)0xffff << IPv4Bits | first.Bits }; // wider than all mapped addresses: an IPv6 prefix
        }
        Length = length;
        First = first with { Bits = first.Bits & ~HostBits(first.IsIPv4, length) };
    }

    /// <summary>How many bits count.</summary>
    public int Length { get; }

    internal InetAddress First { get; }

    internal InetAddress Last => First with { Bits = First.Bits | HostBits(First.IsIPv4, Length) };

    /// <summary>Reads <c>10.0.0.5</c>, <c>10.0.0.0/8</c>, <c>fe80::/10</c>: no zone, no host name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">What was read.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out AddressPrefix prefix)
    {
        prefix = default;
        int slash = text?.IndexOf('/') ?? -1;
        string? host = slash < 0 ? text : text![..slash];
        if (!TryParseAddress(host, out IPAddress? address)) return false;
        int length = address.AddressFamily == AddressFamily.InterNetwork ? IPv4Bits : IPv6Bits;
        int longest = length;
        if (slash >= 0 && !(int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= longest)) return false;
        prefix = new(address, length);
        return true;
    }

    /// <summary>As <c>10.0.0.0/8</c>; a whole address without its length.</summary>
    public override string ToString() => Length == (First.IsIPv4 ? IPv4Bits : IPv6Bits) ? First.ToString() : $"{First}/{Length}";

    /// <summary>IPv4 in four decimal numbers (IPAddress also takes <c>10</c> and <c>0x7f.1</c>), IPv6 without brackets and zone.</summary>
    private static bool TryParseAddress(string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text is null || text.Contains('%') || text.Contains('[')) return false;
        return IPAddress.TryParse(text, out address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || IsDottedQuad(text));
    }

    private static bool IsDottedQuad(string text) =>
        text.Split('.') is { Length: 4 } parts && parts.All(part => part is "0" || (part.Length is > 0 and <= 3 && part[0] != '0' && part.All(char.IsAsciiDigit)));

    private static UInt128 HostBits(bool isIPv4, int length)
    {
        int hostBits = (isIPv4 ? IPv4Bits : IPv6Bits) - length;
        return hostBits == IPv6Bits ? UInt128.MaxValue : ((UInt128)1 << hostBits) - 1;
    }
}
