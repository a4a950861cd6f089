using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Native;

namespace SockDiag.Netlink;

/// <summary>Steps through whole netlink messages in a buffer, in place.</summary>
/// <param name="messages">The bytes; they start with a message.</param>
/// <param name="start">Where in <paramref name="messages"/> to start reading.</param>
/// <param name="origin">What errors count from: how many bytes came before <paramref name="messages"/>.</param>
internal ref struct MessageReader(ReadOnlySpan<byte> messages, int start = 0, long origin = 0)
{
    private static readonly int _headerLength = Unsafe.SizeOf<nlmsghdr>();
    private readonly ReadOnlySpan<byte> _messages = messages;

    /// <summary>Where the next message starts.</summary>
    public int Position { get; private set; } = start;

    public nlmsghdr Header { get; private set; }
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Where the payload starts, for errors.</summary>
    public readonly long PayloadOffset => origin + _payloadStart;

    private int _payloadStart;

    /// <summary>Steps to the next message; false at the end of the bytes.</summary>
    /// <exception cref="MalformedMessageException">What is there is no whole message.</exception>
    public bool Read()
    {
        int left = _messages.Length - Position;
        if (left == 0) return false;
        if (left < _headerLength) Malformed(origin + Position, $"{left} bytes are left, a message header has {_headerLength}");
        nlmsghdr header = MemoryMarshal.Read<nlmsghdr>(_messages[Position..]);
        if (header.nlmsg_len < _headerLength) Malformed(origin + Position, $"a message says that it has {header.nlmsg_len} bytes, less than its own header");
        if (header.nlmsg_len > left) Malformed(origin + Position, $"a message says that it has {header.nlmsg_len} bytes, {left} are left");
        Header = header;
        _payloadStart = Position + _headerLength;
        Payload = _messages[_payloadStart..(Position + (int)header.nlmsg_len)];
        Position += Math.Min(Padded((int)header.nlmsg_len), left);
        return true;
    }

    /// <summary>A length with the padding that follows it: messages and attributes start at multiples of 4.</summary>
    public static int Padded(int length) => (length + 3) & ~3;

    /// <summary>The number in an ERROR or DONE, as a positive errno; 0 where all is well.</summary>
    public readonly int Errno()
    {
        if (Payload.Length < sizeof(int)) Malformed(PayloadOffset, $"the payload of a message of type {Header.nlmsg_type} has {Payload.Length} bytes, at least 4 are expected");
        return -MemoryMarshal.Read<int>(Payload);
    }

    private static void Malformed(long offset, string problem) => throw new MalformedMessageException(offset, problem);
}
