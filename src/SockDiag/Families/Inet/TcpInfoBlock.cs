using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SockDiag.Families.Inet;

/// <summary>The kernel's tcp_info as far as it was answered: it grows with the kernel, so its length decides field by field.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)] // kept inside every TcpInfo: no byte between the fields
internal struct TcpInfoBlock
{
    public const int LongestKnown = 280;

    private Bytes _bytes;

    /// <summary>Takes what the kernel answered; what lies behind the last known field is left out.</summary>
    public TcpInfoBlock(ReadOnlySpan<byte> answer)
    {
        Length = (ushort)Math.Min(answer.Length, LongestKnown);
        answer[..Length].CopyTo(_bytes);
    }

    public ushort Length { get; }

    public readonly byte? Byte(int offset) => Read<byte>(offset);
    public readonly ushort? UInt16(int offset) => Read<ushort>(offset);
    public readonly uint? UInt32(int offset) => Read<uint>(offset);

    /// <summary>Counters of 64 bits, which never reach the highest one.</summary>
    public readonly long? Int64(int offset) => Read<long>(offset);

    private readonly T? Read<T>(int offset) where T : unmanaged =>
        offset + Unsafe.SizeOf<T>() <= Length ? MemoryMarshal.Read<T>(((ReadOnlySpan<byte>)_bytes)[offset..]) : null;

    [InlineArray(LongestKnown)]
    private struct Bytes
    {
        private byte _first;
    }
}
