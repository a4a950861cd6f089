using System.Buffers.Binary;

namespace SockDiag.Tests.Wire;

/// <summary>Messages and attributes as a kernel writes them. Offsets and numbers are those of the wire, not those of the code that is tested.</summary>
internal static class NetlinkBytes
{
    public const ushort Noop = 1;
    public const ushort Error = 2;
    public const ushort Done = 3;
    public const ushort OlderAnswer = 18;
    public const ushort Answer = 20;

    /// <summary>A message with its padding.</summary>
    public static byte[] Message(ushort type, ReadOnlySpan<byte> payload, uint sequence = 1, ushort flags = 2)
    {
        byte[] message = new byte[(16 + payload.Length + 3) & ~3];
        BinaryPrimitives.WriteInt32LittleEndian(message, 16 + payload.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), 4321);
        payload.CopyTo(message.AsSpan(16));
        return message;
    }

    /// <summary>The end of a dump; <paramref name="errno"/> is positive.</summary>
    public static byte[] DoneMessage(int errno = 0, uint sequence = 1) => Message(Done, BitConverter.GetBytes(-errno), sequence);

    /// <summary>An ERROR, which carries the header of the request behind its number.</summary>
    public static byte[] ErrorMessage(int errno, uint sequence = 1) => Message(Error, [.. BitConverter.GetBytes(-errno), .. new byte[16]], sequence, flags: 0);

    /// <summary>An attribute with its padding.</summary>
    public static byte[] Attribute(ushort type, params ReadOnlySpan<byte> value)
    {
        byte[] attribute = new byte[(4 + value.Length + 3) & ~3];
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(attribute.AsSpan(2), type);
        value.CopyTo(attribute.AsSpan(4));
        return attribute;
    }
}
