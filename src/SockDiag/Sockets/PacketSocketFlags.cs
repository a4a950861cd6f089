namespace SockDiag;

/// <summary>What was set on a packet socket (<c>PDI_*</c>).</summary>
[Flags]
public enum PacketSocketFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It gets packets; off while its interface is down (<c>PDI_RUNNING</c>).</summary>
    Running = 1 << 0,

    /// <summary>Each packet comes with what is known of it: length, VLAN, checksum (<c>PACKET_AUXDATA</c>).</summary>
    AuxiliaryData = 1 << 1,

    /// <summary>It is told the interface that received a packet, not the one above that (<c>PACKET_ORIGDEV</c>).</summary>
    OriginalDevice = 1 << 2,

    /// <summary>Packets have a header of virtio before them (<c>PACKET_VNET_HDR</c>).</summary>
    VirtualNetworkHeader = 1 << 3,

    /// <summary>Frames of the transmit ring that are out of shape are skipped (<c>PACKET_LOSS</c>).</summary>
    SkipsMalformed = 1 << 4,
}
