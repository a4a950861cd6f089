using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace SockDiag.KernelChecks.Comparisons;

/// <summary>The kernel's own table where <c>ss</c> has none: of UDP-Lite.</summary>
internal static class ProcNet
{
    public static readonly Comparison UdpLite = new(SocketProtocol.UdpLite, () => Lines("udplite").Concat(Lines("udplite6")), Ours, Theirs) { Witness = "/proc/net" };

    private static string? Ours(Socket socket) => Inet.Ours(socket)?.Replace("*", "0").Replace("0.0.0.0", "0").Replace("[::]", "0");

    // SLOT LOCAL:PORT REMOTE:PORT STATE ...
    private static string Theirs(string[] words) =>
        $"{Ss.State((SocketState)(1 << int.Parse(words[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture)))} {End(words[1])} {End(words[2])}";

    // Words of 32 bits in the host's order, and the port.
    private static string End(string hex)
    {
        string[] parts = hex.Split(':');
        uint[] words = [.. parts[0].Chunk(8).Select(word => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        var address = new IPAddress(MemoryMarshal.AsBytes(words.AsSpan()));
        string text = words.All(word => word == 0) ? "0" : words.Length == 1 ? $"{address}" : $"[{address}]";
        return $"{text}:{int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}";
    }

    private static IEnumerable<string> Lines(string table) => File.ReadLines($"/proc/net/{table}").Skip(1);
}
