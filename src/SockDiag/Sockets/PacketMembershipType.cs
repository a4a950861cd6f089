namespace SockDiag;

/// <summary>What an interface is made to take in for a packet socket (<c>PACKET_MR_*</c>).</summary>
public enum PacketMembershipType
{
    /// <summary>What is sent to one group of the link (<c>PACKET_MR_MULTICAST</c>).</summary>
    Multicast = 0,

    /// <summary>Everything on the wire (<c>PACKET_MR_PROMISC</c>).</summary>
    Promiscuous = 1,

    /// <summary>What is sent to any group (<c>PACKET_MR_ALLMULTI</c>).</summary>
    AllMulticast = 2,

    /// <summary>What is sent to one more address (<c>PACKET_MR_UNICAST</c>).</summary>
    Unicast = 3,
}
