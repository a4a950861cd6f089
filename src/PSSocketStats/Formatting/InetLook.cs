using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Formatting;

/// <summary>Addresses and ports: <c>*:443</c> where it is every address, IPv4 and IPv6, <c>*:*</c> where there is no peer.</summary>
internal static class InetLook
{
    public static readonly SocketLook Look = new(SocketLook.ProtocolName, Local, Remote);

    private static string Local(PSObject row, int tableWidth)
    {
        string address = row.Text("BindScope") == nameof(BindScope.AnyDualStack) ? "*" : row.Text("LocalAddress");
        string device = row.Text("Interface");
        if (device != "" && !address.Contains('%')) address += '%' + device;
        return EndLength.Endpoint(address, row.Text("LocalPort"), tableWidth);
    }

    private static string Remote(PSObject row, int tableWidth) =>
        row.Text("RemotePort") is "0" ? "*:*" : EndLength.Endpoint(row.Text("RemoteAddress"), row.Text("RemotePort"), tableWidth);
}
