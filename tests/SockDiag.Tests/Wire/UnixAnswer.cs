using System.Buffers.Binary;

namespace SockDiag.Tests.Wire;

/// <summary>A unix_diag_msg and its attributes, to be written out as a kernel does.</summary>
internal sealed record UnixAnswer
{
    public byte Family { get; init; } = 1;
    public byte Type { get; init; } = 1;
    public byte State { get; init; } = 1;
    public uint Inode { get; init; } = 77;
    public ulong Cookie { get; init; } = 0x1001;

    /// <summary>Attributes one behind the other, each with its padding.</summary>
    public byte[] Attributes { get; init; } = [];

    public byte[] Payload()
    {
        byte[] payload = new byte[16 + Attributes.Length];
        payload[0] = Family;
        payload[1] = Type;
        payload[2] = State;
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), Inode);
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(8), Cookie);
        Attributes.CopyTo(payload, 16);
        return payload;
    }

    public byte[] Message() => NetlinkBytes.Message(NetlinkBytes.Answer, Payload());
}
