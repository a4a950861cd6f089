using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Native;

namespace SockDiag.Netlink;

/// <summary>Steps through the attributes of one message, in place.</summary>
/// <param name="attributes">What follows the message's fixed part.</param>
/// <param name="offset">Where that starts, for errors.</param>
internal ref struct AttributeReader(ReadOnlySpan<byte> attributes, long offset)
{
    private const int HeaderLength = 4;
    private ReadOnlySpan<byte> _rest = attributes;
    private long _offset = offset;
    private long _next = offset;

    public ushort Type { get; private set; }
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Where the value starts, for the errors of what is nested in it.</summary>
    public readonly long ValueOffset => _offset + HeaderLength;

    /// <summary>Steps to the next attribute; false at the end. Fewer bytes than an attribute's header are padding.</summary>
    /// <exception cref="MalformedMessageException">An attribute is shorter than its header or longer than what is left.</exception>
    public bool Read()
    {
        if (_rest.Length < HeaderLength) return false;
        nlattr header = MemoryMarshal.Read<nlattr>(_rest);
        int length = header.nla_len;
        _offset = _next;
        Type = (ushort)(header.nla_type & LinuxHeaders.NLA_TYPE_MASK);
        if (length < HeaderLength || length > _rest.Length) Malformed($"attribute {Type} says that it has {length} bytes, {_rest.Length} are left");
        Value = _rest[HeaderLength..length];
        int padded = Math.Min(MessageReader.Padded(length), _rest.Length);
        _next += padded;
        _rest = _rest[padded..];
        return true;
    }

    /// <summary>The value as a number or struct; a longer value is read as far as the struct goes.</summary>
    /// <exception cref="MalformedMessageException">The value is shorter than the struct.</exception>
    public readonly T As<T>() where T : unmanaged
    {
        if (Value.Length < Unsafe.SizeOf<T>()) Malformed($"the value of attribute {Type} has {Value.Length} bytes, {Unsafe.SizeOf<T>()} are expected");
        return MemoryMarshal.Read<T>(Value);
    }

    [DoesNotReturn]
    private readonly void Malformed(string problem) => throw new MalformedMessageException(_offset, problem);
}
