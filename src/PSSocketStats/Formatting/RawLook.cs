using SockDiag;

namespace PSSocketStats.Formatting;

/// <summary>Raw sockets have a protocol in place of a port.</summary>
internal static class RawLook
{
    public static readonly SocketLook Look = new(
        SocketLook.ProtocolName,
        static (row, tableWidth) => EndLength.Endpoint(row.Text("LocalAddress"), row.Named("IPProtocolName", "IPProtocol"), tableWidth),
        static (row, tableWidth) => row.Text("State") == nameof(SocketState.Established) ? EndLength.Endpoint(row.Text("RemoteAddress"), "*", tableWidth) : "*:*");
}
