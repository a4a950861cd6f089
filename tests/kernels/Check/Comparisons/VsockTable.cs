namespace SockDiag.KernelChecks.Comparisons;

/// <summary>KIND STATE CID:PORT CID:PORT.</summary>
internal static class VsockTable
{
    public static readonly Comparison Comparison = new(SocketProtocol.Vsock, Ss.Table("vsock_stream,vsock_dgram"), Ours, Theirs);

    private static string Ours(Socket socket)
    {
        var vsock = (VsockSocket)socket;
        string kind = vsock.SocketType switch { SocketType.Stream => "v_str", SocketType.Datagram => "v_dgr", _ => "???" }; // ss has no name for seqpacket
        return $"{kind} {Ss.State(vsock.State)} {End(vsock.LocalContextId, vsock.LocalPort)} {End(vsock.RemoteContextId, vsock.RemotePort)}";
    }

    private static string End(long? context, long? port) => $"{(context is null or uint.MaxValue ? "*" : $"{context}")}:{(port is null ? "*" : $"{port}")}";

    // KIND STATE RECEIVE SEND LOCAL REMOTE
    private static string Theirs(string[] words) => $"{words[0]} {words[1]} {words[4]} {words[5]}";
}
