using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SockDiag.Families.Inet;

/// <summary>The kernel's sctp_info as far as it was answered. Of an endpoint only what is the socket's own is in it, of an association only the rest; what is not in it is zeros.</summary>
internal readonly struct SctpInfoBlock(ReadOnlySpan<byte> answer, bool isAssociation)
{
    private readonly byte[]? _bytes = answer.ToArray();

    /// <summary>A field of an endpoint's socket; null on an association, and where the answer ends before it.</summary>
    public T? OfSocket<T>(int offset) where T : unmanaged => isAssociation ? null : Read<T>(offset);

    /// <summary>A field of an association; null on an endpoint, and where the answer ends before it.</summary>
    public T? OfAssociation<T>(int offset) where T : unmanaged => isAssociation ? Read<T>(offset) : null;

    /// <summary>An address of an association; null as those fields, and where it is none.</summary>
    public InetAddress? AddressOfAssociation(int offset) =>
        isAssociation && _bytes is not null && offset + SctpAddresses.EntryLength <= _bytes.Length ? SctpAddresses.Single(_bytes.AsSpan(offset, SctpAddresses.EntryLength)) : null;

    private T? Read<T>(int offset) where T : unmanaged =>
        _bytes is not null && offset + Unsafe.SizeOf<T>() <= _bytes.Length ? MemoryMarshal.Read<T>(_bytes.AsSpan(offset)) : null;
}
