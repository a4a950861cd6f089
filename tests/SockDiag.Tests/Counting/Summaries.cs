namespace SockDiag.Tests.Counting;

/// <summary>Summaries of the calling thread's namespace.</summary>
internal static class Summaries
{
    /// <summary>All rows, by protocol.</summary>
    public static Dictionary<string, SocketSummary> All(SocketQuery? query = null) => All(query ?? new(SocketProtocol.Tcp, SocketProtocol.Udp), out _);

    public static Dictionary<string, SocketSummary> All(SocketQuery query, out bool isComplete)
    {
        using var listing = new SocketListing(query, TestContext.Current.CancellationToken);
        return listing.Summarize(where: null, absent => throw absent, out isComplete).ToDictionary(row => row.Protocol);
    }

    public static SocketSummary Tcp => All()["Tcp"];

    public static SocketSummary Udp => All()["Udp"];

    /// <summary>The number of a state; null where the protocol has no such state.</summary>
    public static long? Of(this SocketSummary summary, SocketState state) => (long?)typeof(SocketSummary).GetProperty($"{state}")!.GetValue(summary);

    /// <summary>Every state that sockets are listed in.</summary>
    public static IReadOnlyList<SocketState> States { get; } = [.. Enum.GetValues<SocketState>().Where(state => int.IsPow2((int)state) && state != SocketState.NewSynReceived)];

    /// <summary>A number of /proc/net/sockstat or sockstat6, as the test reads it.</summary>
    public static long SockStat(string section, string name, string file = "sockstat")
    {
        string[] words = File.ReadLines($"/proc/thread-self/net/{file}").Single(line => line.StartsWith(section + ':')).Split(' ');
        return long.Parse(words[Array.IndexOf(words, name) + 1]);
    }

    /// <summary>The numbers of a setting; none where this namespace does not show it.</summary>
    public static long[] Setting(string path) => !File.Exists($"/proc/sys/{path}") ? [] : [.. File.ReadAllText($"/proc/sys/{path}").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    /// <summary>Whether a row is a record that no program holds any more.</summary>
    public static bool IsRecord(InetSocket row) => row.Timer == SocketTimer.TimeWait || (row.State == SocketState.SynReceived && row.Inode is null);

    public static InetSocket[] Rows => [.. Live.Rows.Tcp(), .. Live.Rows.Udp()];
}
