using System.Management.Automation;

namespace PSSocketStats.Formatting;

/// <summary>What a netlink socket is about and its port id; what it is connected to, or else the groups that it hears of.</summary>
internal static class NetlinkLook
{
    public static readonly SocketLook Look = new(SocketLook.ProtocolName, static (row, _) => Local(row), static (row, _) => Remote(row));

    private const int LongestGroups = 20;

    private static string Local(PSObject row) =>
        $"{row.Text("NetlinkProtocol").ToLowerInvariant()}:{(row.Text("PortId") == "0" && Groups(row) == "" ? "kernel" : row.Text("PortId"))}";

    private static string Remote(PSObject row)
    {
        if (row.Number("DestinationPortId") is long port) return row.Number("DestinationGroup") is long group ? $"{port} group {group}" : port == 0 ? "kernel" : $"{port}";
        string groups = Groups(row);
        return groups == "" ? "*" : $"groups {EndLength.List(groups, LongestGroups)}";
    }

    private static string Groups(PSObject row) => row.List("Groups");
}
