using System.Buffers;

namespace SockDiag.Netlink;

/// <summary>What one system call brought: datagrams, each in a place of its own. Disposed, its room is used again.</summary>
/// <param name="places">How many datagrams there is room for.</param>
internal sealed class DatagramBatch(int places) : IDisposable
{
    /// <summary>The kernel fills at most 32,448 bytes a datagram: more room brings no more, less costs more calls.</summary>
    public const int PlaceLength = 32 * 1024;

    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(places * PlaceLength);
    private readonly int[] _lengths = new int[places];

    /// <summary>How many datagrams there is room for.</summary>
    public int Places => places;

    /// <summary>How many came.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the answer ends with it.</summary>
    public bool IsLast { get; set; }

    /// <summary>Whether there is anything to parse.</summary>
    public bool HasMessages => Array.Exists(_lengths, length => length > 0);

    /// <summary>Where the kernel writes: place after place.</summary>
    public Span<byte> Bytes => _bytes.AsSpan(0, places * PlaceLength);

    /// <summary>A datagram that came.</summary>
    public Datagram this[int index] => new(_bytes.AsMemory(index * PlaceLength, _lengths[index]), Origin: 0);

    /// <summary>The bytes in a place.</summary>
    public ReadOnlySpan<byte> Place(int index, int length) => _bytes.AsSpan(index * PlaceLength, length);

    /// <summary>Takes the datagram in the next place.</summary>
    /// <param name="length">How many of its bytes are messages to parse; 0 where it was somebody else's.</param>
    public void Add(int length) => _lengths[Count++] = length;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
