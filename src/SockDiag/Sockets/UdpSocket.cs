using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>A UDP socket that is bound to a port.</summary>
public sealed class UdpSocket : InetSocket
{
    internal UdpSocket(in InetRecord record, InetDetail? detail, Origin origin) : base(record, detail, origin) { }
}
