using System.Globalization;

namespace SockDiag.Tests.Live;

/// <summary>A row of /proc/net/unix, in our words. It numbers the states in its own way.</summary>
internal sealed record ProcUnixRow(SocketType Type, SocketState State, long Inode, string Path)
{
    /// <summary>What the calling thread's namespace shows, less the ends that nobody has accepted. It cannot be read where there is a line feed in a path.</summary>
    public static ProcUnixRow[] All() => [.. File.ReadLines("/proc/thread-self/net/unix").Skip(1).Select(Parse).Where(row => row.Inode != 0)];

    public static ProcUnixRow Of(UnixSocket row) => new(row.SocketType, row.State, row.Inode!.Value, row.Path ?? "");

    private static ProcUnixRow Parse(string line)
    {
        const int flags = 3, type = 4, state = 5, inode = 6, path = 7;
        const int waitsForConnections = 0x10000, connected = 3;
        string[] words = line.Split(' ', path + 1, StringSplitOptions.RemoveEmptyEntries);
        bool isListener = (Hex(words[flags]) & waitsForConnections) != 0;
        return new(
            (SocketType)Hex(words[type]), isListener ? SocketState.Listen : Hex(words[state]) == connected ? SocketState.Established : SocketState.Unconnected,
            long.Parse(words[inode]), words.Length > path ? words[path] : "");
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber);
}
