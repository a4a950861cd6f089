namespace SockDiag.KernelChecks.Comparisons;

/// <summary>STATE PROTOCOL:PORT-ID, a member of a group once.</summary>
internal static class NetlinkTable
{
    public static readonly Comparison Comparison = new(SocketProtocol.Netlink, Ss.Table("netlink"), Ours, Theirs, OnceEach: true);

    private static string? Ours(Socket socket)
    {
        var netlink = (NetlinkSocket)socket;
        return Kept(Ss.State(netlink.State), $"{(int)netlink.NetlinkProtocol}:{netlink.PortId}");
    }

    // STATE RECEIVE SEND LOCAL REMOTE
    private static string? Theirs(string[] words) => Kept(words[0], words[3]);

    // Who asks is a socket of protocol 4 itself.
    private static string? Kept(string state, string end) => end.StartsWith("4:", StringComparison.Ordinal) && end != "4:0" ? null : $"{state} {end}";
}
