using System.Globalization;

namespace SockDiag.Tests.Live;

/// <summary>A row of ss -tuanoeHO --cgroup, in our words.</summary>
internal sealed record SsRow(
    ulong Cookie, SocketState State, long ReceiveQueue, long SendQueue, string Local, string Remote, string? Interface, long Inode, long UserId, SocketTimer Timer, int Retransmits,
    bool? IPv6Only, long Mark, string? CgroupPath)
{
    private static readonly Dictionary<string, SocketState> _states = new()
    {
        ["LISTEN"] = SocketState.Listen,
        ["ESTAB"] = SocketState.Established,
        ["SYN-SENT"] = SocketState.SynSent,
        ["SYN-RECV"] = SocketState.SynReceived,
        ["FIN-WAIT-1"] = SocketState.FinWait1,
        ["FIN-WAIT-2"] = SocketState.FinWait2,
        ["TIME-WAIT"] = SocketState.TimeWait,
        ["CLOSE-WAIT"] = SocketState.CloseWait,
        ["LAST-ACK"] = SocketState.LastAck,
        ["CLOSING"] = SocketState.Closing,
        ["UNCONN"] = SocketState.Unconnected,
    };

    private static readonly Dictionary<string, SocketTimer> _timers = new()
    {
        ["on"] = SocketTimer.Retransmit,
        ["keepalive"] = SocketTimer.Keepalive,
        ["timewait"] = SocketTimer.TimeWait,
        ["persist"] = SocketTimer.ZeroWindowProbe,
    };

    /// <summary>Everything that ss lists in the calling thread's namespace; it knows no sockets that are only bound.</summary>
    public static SsRow[] All(SocketProtocol protocol) =>
        [.. Tool.Output("ss", protocol == SocketProtocol.Tcp ? "-tanoeHO" : "-uanoeHO", "--cgroup").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>What a socket of ours says, in the same shape.</summary>
    public static SsRow Of(InetSocket row) => new(
        row.Cookie!.Value, row.State, row.AcceptQueue ?? row.ReceiveQueue!.Value, row.AcceptQueueLimit ?? row.SendQueue!.Value, $"{row.LocalAddress} {row.LocalPort}", $"{row.RemoteAddress} {row.RemotePort}",
        row.Interface, row.Inode ?? 0, row.UserId ?? 0, row.Timer, row.Retransmits ?? 0, row.IPv6Only, row.Mark ?? 0, row.CgroupPath);

    private static SsRow Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] timer = (Value("timer:") ?? "(off,,0)").Trim('(', ')').Split(',');
        (string local, string? device) = End(words[3]);
        return new(
            ulong.Parse(Value("sk:")!, NumberStyles.HexNumber), _states[words[0]], long.Parse(words[1]), long.Parse(words[2]), local, End(words[4]).End, device,
            long.Parse(Value("ino:")!), long.Parse(Value("uid:") ?? "0"), _timers.GetValueOrDefault(timer[0]), int.Parse(timer[2]),
            Value("v6only:") is string only ? only == "1" : null, Value("fwmark:") is string mark ? Convert.ToUInt32(mark, 16) : 0, Value("cgroup:"));

        string? Value(string name) => words.Skip(5).TakeWhile(word => word != "<->").FirstOrDefault(word => word.StartsWith(name))?[name.Length..];
    }

    /// <summary>As <c>127.0.0.1 80</c>; a mapped address as IPv4, as we write it.</summary>
    private static (string End, string? Interface) End(string text)
    {
        int colon = text.LastIndexOf(':');
        string port = text[(colon + 1)..], device = "", address = text[..colon];
        if (address.IndexOf('%') is int percent and >= 0) (address, device) = (address[..percent], address[(percent + 1)..]);
        address = address.Trim('[', ']');
        if (address == "*") address = "::";
        if (address.StartsWith("::ffff:")) address = address["::ffff:".Length..];
        return ($"{address} {(port == "*" ? "0" : port)}", device == "" ? null : device);
    }
}
