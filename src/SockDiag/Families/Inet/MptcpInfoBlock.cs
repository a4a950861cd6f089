using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SockDiag.Families.Inet;

/// <summary>The kernel's mptcp_info as far as it was answered. It grew over what was padding before, so that a field exists from a length on which need not be its own end.</summary>
internal readonly struct MptcpInfoBlock(ReadOnlySpan<byte> answer)
{
    public const int SinceFirst = 40;      // Linux 5.9
    public const int SinceAddresses = 48;  // Linux 5.12; csum_enabled came with 5.14
    public const int SinceBytes = 80;      // Linux 6.5
    public const int SinceTotal = 88;      // Linux 6.8
    public const int SinceLastTimes = 96;  // Linux 6.10

    private readonly byte[]? _bytes = answer.ToArray();

    public long? Token => Read<uint>(12, SinceFirst);

    /// <summary>A field, or null where the kernel's answer is shorter than those since which it exists.</summary>
    public T? Read<T>(int offset, int since) where T : unmanaged =>
        _bytes is not null && _bytes.Length >= since && offset + Unsafe.SizeOf<T>() <= _bytes.Length ? MemoryMarshal.Read<T>(_bytes.AsSpan(offset)) : null;
}
