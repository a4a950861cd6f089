namespace SockDiag.Families.Inet;

/// <summary>What comes beside tcp_info: blocks of the congestion control, of the protocol above, and of memory.</summary>
internal sealed class TcpBlocks
{
    public TcpBbr? Bbr { get; set; }
    public TcpVegas? Vegas { get; set; }
    public TcpDctcp? Dctcp { get; set; }
    public TcpUpperLayer? Ulp { get; set; }
    public SocketMemory? Memory { get; set; }
}
