using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>A TCP socket: a listener, a connection, or what is left of one.</summary>
public sealed class TcpSocket : InetSocket
{
    internal TcpSocket(in InetRecord record, InetDetail? detail, Origin origin) : base(record, detail, origin) { }
}
