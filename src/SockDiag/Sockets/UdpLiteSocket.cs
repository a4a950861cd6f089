using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>A UDP-Lite socket that is bound to a port.</summary>
public sealed class UdpLiteSocket : InetSocket
{
    internal UdpLiteSocket(in InetRecord record, InetDetail? detail, Origin origin) : base(record, detail, origin) { }
}
