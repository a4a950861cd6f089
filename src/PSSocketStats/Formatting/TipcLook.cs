using System.Management.Automation;

namespace PSSocketStats.Formatting;

/// <summary>Nodes and references; the other end by its service too, where it was reached by that.</summary>
internal static class TipcLook
{
    public static readonly SocketLook Look = new(SocketLook.ProtocolName, static (row, _) => $"{row.Text("Node")}:{row.Text("PortReference")}", static (row, _) => Remote(row));

    private static string Remote(PSObject row) => row.Text("PeerPortReference") == "" ? "*:*"
        : $"{row.Text("PeerNode")}:{row.Text("PeerPortReference")}{(row.Text("ServiceType") == "" ? "" : $" by {row.Text("ServiceType")},{row.Text("ServiceInstance")}")}";
}
