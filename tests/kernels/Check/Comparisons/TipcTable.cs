namespace SockDiag.KernelChecks.Comparisons;

/// <summary>STATE RECEIVE SEND NODE:REFERENCE NODE:REFERENCE.</summary>
internal static class TipcTable
{
    public static readonly Comparison Comparison = new(SocketProtocol.Tipc, Ss.Table("tipc"), Ours, Theirs);

    private static string Ours(Socket socket)
    {
        var tipc = (TipcSocket)socket;
        string peer = tipc.PeerPortReference is null ? "-" : $"{tipc.PeerNode}:{tipc.PeerPortReference}";
        return $"{Ss.State(tipc.State)} {tipc.ReceiveQueue} {tipc.SendQueue} {tipc.Node}:{tipc.PortReference} {peer}";
    }

    private static string Theirs(string[] words) => string.Join(' ', words[..5]);
}
