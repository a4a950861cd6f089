namespace SockDiag.KernelChecks.Comparisons;

/// <summary>STATE LOCAL:PORT REMOTE:PORT, a wildcard as <c>ss</c> has it.</summary>
internal static class Inet
{
    public static Comparison Of(SocketProtocol protocol, string tables) => new(protocol, Ss.Table(tables), Ours, words => Theirs(protocol, words));

    public static string? Ours(Socket socket)
    {
        if (socket.State == SocketState.BoundInactive) return null; // ss asks for them since 6.8
        if (socket is DccpSocket { DccpState: DccpState.PartOpen or DccpState.PassiveCloseRequest }) return null; // ss never asks for them
        var inet = (InetSocket)socket;
        int localPort = inet is RawSocket raw ? raw.IPProtocol : inet.LocalPort;
        return $"{Ss.State(inet.State)} {Ends(inet, localPort)}";
    }

    public static string Ends(InetSocket socket, int localPort) => $"{Local(socket, localPort)} {End(socket, socket.RemoteAddress, socket.RemotePort, null)}";

    public static string Local(InetSocket socket, int port) => End(socket, socket.LocalAddress, port, socket.Interface);

    // STATE RECEIVE SEND LOCAL REMOTE, and before it the kind where there are several.
    private static string? Theirs(SocketProtocol protocol, string[] words)
    {
        string[] last = words[^5..];
        return protocol == SocketProtocol.Tcp && last[0] == "UNCONN" ? null : $"{last[0]} {last[3]} {last[4]}";
    }

    private static string End(InetSocket socket, string address, int port, string? device)
    {
        string text = socket.AddressFamily == SocketAddressFamily.IPv4 ? address
            : socket.IsIPv4Mapped ? $"[::ffff:{address}]"
            : address == "::" && socket.IPv6Only != true ? "*"
            : $"[{address}]";
        return $"{text}{(device is null ? "" : $"%{device}")}:{(port == 0 ? "*" : port)}";
    }
}
