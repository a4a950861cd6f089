namespace SockDiag;

/// <summary>The layout of frames in a packet socket's rings (<c>TPACKET_*</c>).</summary>
public enum PacketRingVersion
{
    /// <summary>The first; it is set also where there is no ring.</summary>
    V1 = 0,

    /// <summary>With the VLAN's tag, and times of nanoseconds.</summary>
    V2 = 1,

    /// <summary>Packets of any length in blocks.</summary>
    V3 = 2,
}
