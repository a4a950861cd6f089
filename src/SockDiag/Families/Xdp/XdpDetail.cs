namespace SockDiag.Families.Xdp;

/// <summary>What came of an XDP socket's attributes; null where it did not come.</summary>
internal sealed class XdpDetail
{
    public xdp_diag_info? Information { get; set; }
    public uint? UserId { get; set; }
    public xdp_diag_ring? ReceiveRing { get; set; }
    public xdp_diag_ring? TransmitRing { get; set; }
    public xdp_diag_umem? Umem { get; set; }
    public xdp_diag_ring? FillRing { get; set; }
    public xdp_diag_ring? CompletionRing { get; set; }
    public SocketMemory? Memory { get; set; }
    public xdp_diag_stats? Statistics { get; set; }
}
