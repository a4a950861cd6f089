namespace SockDiag.Families.Packet;

/// <summary>What came of a packet socket's attributes; null where it did not come.</summary>
internal sealed class PacketDetail
{
    public packet_diag_info? Information { get; set; }
    public SocketMemory? Memory { get; set; }
    public PacketRing? ReceiveRing { get; set; }
    public PacketRing? TransmitRing { get; set; }
    public PacketFanout? Fanout { get; set; }
    public PacketMembershipList? Memberships { get; set; }

    /// <summary>The program's bytes; empty where the kernel said that there is one or not, but not which.</summary>
    public byte[]? Filter { get; set; }
}
