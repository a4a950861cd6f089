using System.Buffers.Binary;
using System.Net;

namespace SockDiag.Tests.Wire;

/// <summary>An inet_diag_msg and its attributes, to be written out as a kernel does.</summary>
internal sealed record InetAnswer
{
    public byte Family { get; init; } = 2;
    public byte State { get; init; } = 1;
    public byte Timer { get; init; }
    public byte Retransmits { get; init; }
    public ushort LocalPort { get; init; }
    public ushort RemotePort { get; init; }

    /// <summary>4 bytes, or 16.</summary>
    public byte[] Local { get; init; } = [0, 0, 0, 0];

    /// <summary>4 bytes, or 16.</summary>
    public byte[] Remote { get; init; } = [0, 0, 0, 0];

    public uint Interface { get; init; }
    public ulong Cookie { get; init; } = 0x1001;
    public uint Expires { get; init; }
    public uint ReceiveQueue { get; init; }
    public uint SendQueue { get; init; }
    public uint UserId { get; init; } = 1000;
    public uint Inode { get; init; } = 77;

    /// <summary>Attributes one behind the other, each with its padding.</summary>
    public byte[] Attributes { get; init; } = [];

    public static InetAnswer IPv4(string local, string remote) => new() { Local = IPAddress.Parse(local).GetAddressBytes(), Remote = IPAddress.Parse(remote).GetAddressBytes() };

    public static InetAnswer IPv6(string local, string remote) =>
        new() { Family = 10, Local = IPAddress.Parse(local).GetAddressBytes(), Remote = IPAddress.Parse(remote).GetAddressBytes() };

    public byte[] Payload()
    {
        byte[] payload = new byte[72 + Attributes.Length];
        payload[0] = Family;
        payload[1] = State;
        payload[2] = Timer;
        payload[3] = Retransmits;
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(4), LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(6), RemotePort);
        Local.CopyTo(payload, 8);
        Remote.CopyTo(payload, 24);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(40), Interface);
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(44), Cookie);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(52), Expires);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(56), ReceiveQueue);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(60), SendQueue);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(64), UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(68), Inode);
        Attributes.CopyTo(payload, 72);
        return payload;
    }

    public byte[] Message(ushort type = NetlinkBytes.Answer, uint sequence = 1) => NetlinkBytes.Message(type, Payload(), sequence);
}
