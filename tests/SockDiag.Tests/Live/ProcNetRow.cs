using System.Globalization;
using System.Net;

namespace SockDiag.Tests.Live;

/// <summary>A row of /proc/net/tcp, tcp6, udp or udp6, in our words.</summary>
internal sealed record ProcNetRow(string Local, string Remote, SocketState State, long ReceiveQueue, long SendQueue, SocketTimer Timer, int Retransmits, long UserId, long Inode)
{
    /// <summary>What the calling thread's namespace shows; sockets that are only bound are not there.</summary>
    public static ProcNetRow[] All(SocketProtocol protocol)
    {
        string file = $"{protocol}".ToLowerInvariant();
        return [.. Read(file), .. File.Exists($"/proc/thread-self/net/{file}6") ? Read(file + '6') : []];
    }

    /// <summary>What a socket of ours says, in the same shape: of a listener /proc tells no limit, of a half-open request no retransmissions.</summary>
    public static ProcNetRow Of(InetSocket row) => new(
        $"{row.LocalAddress} {row.LocalPort}", $"{row.RemoteAddress} {row.RemotePort}", row.State, row.AcceptQueue ?? row.ReceiveQueue!.Value, row.SendQueue ?? 0,
        row.Timer, row is { State: SocketState.SynReceived, Inode: null } ? 0 : row.Retransmits ?? 0, row.UserId ?? 0, row.Inode ?? 0);

    private static IEnumerable<ProcNetRow> Read(string file) => File.ReadLines($"/proc/thread-self/net/{file}").Skip(1).Select(Parse);

    private static ProcNetRow Parse(string line)
    {
        const int ends = 1, state = 3, queues = 4, timer = 5, retransmits = 6, user = 7, inode = 9;
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var stateBit = (SocketState)(1 << (int)Hex(words[state]));
        // A half-open request has no user: the listener's stands here. And what it counts are timeouts, also those after which nothing was sent again.
        bool isRequest = stateBit == SocketState.SynReceived && words[inode] == "0";
        return new(
            End(words[ends]), End(words[ends + 1]), stateBit, Hex(words[queues].Split(':')[1]), Hex(words[queues].Split(':')[0]),
            (SocketTimer)Hex(words[timer].Split(':')[0]), isRequest ? 0 : (int)Hex(words[retransmits]), isRequest ? 0 : long.Parse(words[user]), long.Parse(words[inode]));
    }

    private static string End(string text)
    {
        string[] parts = text.Split(':');
        byte[] bytes = Convert.FromHexString(parts[0]);
        if (BitConverter.IsLittleEndian)
        {
            for (int word = 0; word < bytes.Length; word += 4) Array.Reverse(bytes, word, 4); // each word is in the host's order
        }
        var address = new IPAddress(bytes);
        return $"{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)} {Hex(parts[1])}";
    }

    private static long Hex(string text) => long.Parse(text, NumberStyles.HexNumber);
}
