namespace SockDiag.Families.Inet;

/// <summary>What the kernel tells of a socket only when asked.</summary>
internal sealed class InetDetail
{
    public int? TypeOfService { get; set; }
    public int? TrafficClass { get; set; }
    public long? ClassId { get; set; }
    public SocketMemory? Memory { get; set; }
}
