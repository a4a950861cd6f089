namespace SockDiag;

/// <summary>What a packet socket gets of a packet (<c>pdiag_type</c>).</summary>
public enum PacketSocketType
{
    /// <summary>The packet without the header of the link (<c>SOCK_DGRAM</c>).</summary>
    Datagram = 2,

    /// <summary>All of the packet (<c>SOCK_RAW</c>).</summary>
    Raw = 3,

    /// <summary>As programs for Linux 2.0 did it (<c>SOCK_PACKET</c>).</summary>
    Packet = 10,
}
