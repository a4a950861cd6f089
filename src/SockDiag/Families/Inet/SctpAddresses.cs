using System.Runtime.InteropServices;

namespace SockDiag.Families.Inet;

/// <summary>INET_DIAG_LOCALS or INET_DIAG_PEERS: a sockaddr_storage for each address.</summary>
internal readonly ref struct SctpAddresses
{
    public const int EntryLength = 128; // sockaddr_storage

    private const int IPv4At = 4, IPv6At = 8, ScopeAt = 24; // in sockaddr_in and sockaddr_in6
    private const int IPv4Length = 4, IPv6Length = 16;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="bytes">The attribute's value.</param>
    /// <param name="offset">Where it starts, for errors.</param>
    /// <exception cref="MalformedMessageException">Not a whole number of addresses, or one of another family.</exception>
    public SctpAddresses(ReadOnlySpan<byte> bytes, long offset)
    {
        _bytes = bytes;
        if (bytes.Length % EntryLength != 0) throw new MalformedMessageException(offset, $"a list of addresses has {bytes.Length} bytes, a multiple of {EntryLength} is expected");
        for (int i = 0; i < Count; i++)
        {
            if (Family(i) is not (SocketAddressFamily.IPv4 or SocketAddressFamily.IPv6))
                throw new MalformedMessageException(offset + i * EntryLength, $"an address is of family {(int)Family(i)}, 2 or 10 is expected");
        }
    }

    /// <summary>One sockaddr_storage; null where it holds no address.</summary>
    public static InetAddress? Single(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ushort>(bytes) switch
    {
        (ushort)SocketAddressFamily.IPv4 => InetAddress.Read(SocketAddressFamily.IPv4, bytes[IPv4At..]),
        (ushort)SocketAddressFamily.IPv6 => InetAddress.Read(SocketAddressFamily.IPv6, bytes[IPv6At..]),
        _ => null,
    };

    public int Count => _bytes.Length / EntryLength;

    public InetAddress Address(int index) => InetAddress.Read(Family(index), Bytes(index));

    /// <summary>The interface of a link-local address; 0 where the kernel does not say, as of a peer's.</summary>
    public int Zone(int index) => Family(index) == SocketAddressFamily.IPv6 ? MemoryMarshal.Read<int>(Entry(index)[ScopeAt..]) : 0;

    public SocketAddressFamily Family(int index) => (SocketAddressFamily)MemoryMarshal.Read<ushort>(Entry(index));

    /// <summary>4 bytes, or 16.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => Family(index) == SocketAddressFamily.IPv4 ? Entry(index).Slice(IPv4At, IPv4Length) : Entry(index).Slice(IPv6At, IPv6Length);

    private ReadOnlySpan<byte> Entry(int index) => _bytes.Slice(index * EntryLength, EntryLength);
}
