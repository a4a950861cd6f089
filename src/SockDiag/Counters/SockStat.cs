using System.Globalization;
using System.Text;
using SockDiag.Native;

namespace SockDiag.Counters;

/// <summary>The kernel's own counts: /proc/net/sockstat, sockstat6 and snmp, and the limits beside them in /proc/sys. What cannot be read is null.</summary>
internal sealed class SockStat
{
    // Counters of the kernel: a few kilobytes, whatever there is to count.
    private const int LongestFile = 64 * 1024;

    private readonly string _root;
    private readonly Dictionary<(string Section, string Name), long> _values = [];

    private SockStat(string root) => _root = root;

    /// <summary>Whether the counts could be read; limits may be there all the same.</summary>
    public bool IsAvailable { get; private set; }

    /// <summary>Reads the counts of the calling thread's network namespace.</summary>
    /// <param name="root">Where /proc is.</param>
    public static SockStat Read(string root)
    {
        var counts = new SockStat(root);
        counts.IsAvailable = counts.ReadPairs("sockstat");
        counts.ReadPairs("sockstat6");
        counts.ReadColumns("snmp");
        return counts;
    }

    /// <summary>A count, as <c>TCP</c>, <c>inuse</c>.</summary>
    public long? this[string section, string name] => _values.TryGetValue((section, name), out long value) ? value : null;

    /// <summary>The numbers of a sysctl, as <c>net/ipv4/tcp_mem</c>; none where it cannot be read.</summary>
    public long[] Limits(string path) =>
        Lines($"{_root}/sys/{path}") is [var line, ..] ? [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Number)] : [];

    /// <summary>How many sockets a table of /proc/net lists: its lines without the heading; null where there is no such table.</summary>
    public long? RowsOf(string table) => BoundedFile.LinesOf($"{_root}/thread-self/net/{table}") is long lines and > 0 ? lines - 1 : null;

    /// <summary>Lines as <c>TCP: inuse 5 orphan 0</c>.</summary>
    private bool ReadPairs(string file)
    {
        string[]? lines = Lines($"{_root}/thread-self/net/{file}");
        foreach (string line in lines ?? [])
        {
            string[] words = line.Split(' ');
            for (int i = 1; i + 1 < words.Length; i += 2) _values[(words[0].TrimEnd(':'), words[i])] = Number(words[i + 1]);
        }
        return lines is not null;
    }

    /// <summary>Pairs of lines: names, then values. Fields grow with kernels: they are looked up by name.</summary>
    private void ReadColumns(string file)
    {
        string[] lines = Lines($"{_root}/thread-self/net/{file}") ?? [];
        for (int i = 0; i + 1 < lines.Length; i += 2)
        {
            string[] names = lines[i].Split(' ');
            foreach ((string name, string value) in names.Zip(lines[i + 1].Split(' ')).Skip(1)) _values[(names[0].TrimEnd(':'), name)] = Number(value);
        }
    }

    private static long Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static string[]? Lines(string path)
    {
        byte[]? file = BoundedFile.Read(path, LongestFile); // a sandbox may hide it
        return file is null ? null : Encoding.ASCII.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
