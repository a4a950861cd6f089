namespace SockDiag.KernelChecks.Comparisons;

/// <summary>KIND STATE NAME INODE PEER.</summary>
internal static class UnixDomain
{
    public static readonly Comparison Comparison = new(SocketProtocol.Unix, Ss.Table("unix_stream,unix_dgram,unix_seqpacket"), Ours, Theirs);

    private static string Ours(Socket socket)
    {
        var unix = (UnixSocket)socket;
        string kind = unix.SocketType switch { SocketType.Stream => "u_str", SocketType.Datagram => "u_dgr", SocketType.SeqPacket => "u_seq", _ => $"{unix.SocketType}" };
        return $"{kind} {Ss.State(unix.State)} {unix.Path ?? "*"} {unix.Inode} {unix.PeerInode ?? 0}";
    }

    // KIND STATE RECEIVE SEND NAME INODE PEER'S-NAME PEER
    private static string Theirs(string[] words) => $"{words[0]} {words[1]} {words[4]} {words[5]} {words[7]}";
}
