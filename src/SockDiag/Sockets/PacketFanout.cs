namespace SockDiag;

/// <summary>The group of packet sockets that share the packets of an interface (<c>PACKET_DIAG_FANOUT</c>). The kernel does not tell the group's flags.</summary>
public sealed class PacketFanout
{
    internal PacketFanout(uint value)
    {
        Id = (int)(value & 0xffff);
        Type = (PacketFanoutType)(value >> 16 & 0xff);
    }

    /// <summary>The group's number.</summary>
    public int Id { get; }

    /// <summary>How packets are shared out.</summary>
    public PacketFanoutType Type { get; }

    /// <summary>As <c>7 Hash</c>.</summary>
    public override string ToString() => $"{Id} {Type}";
}
