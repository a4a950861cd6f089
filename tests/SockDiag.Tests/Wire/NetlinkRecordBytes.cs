using System.Buffers.Binary;

namespace SockDiag.Tests.Wire;

/// <summary>A netlink_diag_msg and its attributes, as a kernel writes them.</summary>
internal sealed record NetlinkRecordBytes
{
    public byte Family { get; init; } = 16;
    public byte Protocol { get; init; }
    public byte State { get; init; } = 7;
    public uint PortId { get; init; } = 1290;
    public uint DestinationPortId { get; init; }
    public uint DestinationGroup { get; init; }
    public uint Inode { get; init; } = 77;
    public ulong Cookie { get; init; } = 0x1001;
    public byte[] Attributes { get; init; } = [];

    public byte[] Message()
    {
        byte[] payload = new byte[28 + Attributes.Length];
        payload[0] = Family;
        payload[1] = 3;
        payload[2] = Protocol;
        payload[3] = State;
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), PortId);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), DestinationPortId);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(12), DestinationGroup);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(16), Inode);
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(20), Cookie);
        Attributes.CopyTo(payload, 28);
        return NetlinkBytes.Message(NetlinkBytes.Answer, payload);
    }
}
