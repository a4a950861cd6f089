namespace SockDiag.KernelChecks.Comparisons;

/// <summary>KIND STATE PROTOCOL:INTERFACE.</summary>
internal static class PacketTable
{
    private const int EveryProtocol = 3; // ETH_P_ALL

    public static readonly Comparison Comparison = new(SocketProtocol.Packet, Ss.Table("packet_raw,packet_dgram"), Ours, Theirs);

    private static string Ours(Socket socket)
    {
        var packet = (PacketSocket)socket;
        string kind = packet.SocketType switch { PacketSocketType.Raw => "p_raw", PacketSocketType.Datagram => "p_dgr", _ => $"{packet.SocketType}" };
        return $"{kind} {Ss.State(packet.State)} {(packet.EtherType == EveryProtocol ? "*" : $"[{packet.EtherType}]")}:{packet.Interface ?? "*"}";
    }

    // KIND STATE RECEIVE SEND LOCAL REMOTE
    private static string Theirs(string[] words) => $"{words[0]} {words[1]} {words[4]}";
}
