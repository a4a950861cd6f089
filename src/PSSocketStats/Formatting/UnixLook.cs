using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Formatting;

/// <summary>Unix sockets go by their types, as ss writes them (<c>u_str</c>, <c>u_dgr</c>, <c>u_seq</c>), and by paths; one without is <c>socket:[4711]</c>.</summary>
internal static class UnixLook
{
    public static readonly SocketLook Look = new(
        Protocol,
        static (row, tableWidth) => End(row.Text("Path"), row.Text("Inode"), tableWidth),
        static (row, tableWidth) => End(row.Text("PeerPath"), row.Text("PeerInode"), tableWidth));

    private static string Protocol(PSObject row) => row.Text("SocketType") switch
    {
        nameof(SocketType.Datagram) => "u_dgr",
        [_, _, _, ..] and var type => $"u_{type[..3].ToLowerInvariant()}",
        _ => SocketLook.ProtocolName(row),
    };

    private static string End(string path, string inode, int tableWidth) =>
        path != "" ? EndLength.Path(path, tableWidth) : inode == "" ? "*" : $"socket:[{inode}]";
}
