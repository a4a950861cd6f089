namespace PSSocketStats.Formatting;

/// <summary>Ends that leave no room for the other columns are shortened in their middle.</summary>
internal static class EndLength
{
    private const char Ellipsis = '…';

    // What the table needs beside its two ends: the other columns, the gaps, and the first letters of a process.
    private const int BesideEnds = 40;

    // The longest IPv4 endpoint: those are never shortened.
    private const int Shortest = 21;

    /// <summary>An address and a port. An IPv6 address may be shortened; a port never.</summary>
    public static string Endpoint(string address, string port, int tableWidth)
    {
        bool isIPv6 = address.Contains(':');
        string endpoint = isIPv6 ? $"[{address}]:{port}" : $"{address}:{port}";
        int longest = Longest(tableWidth);
        if (!isIPv6 || endpoint.Length <= longest || tableWidth <= 0) return endpoint;
        int kept = longest - (endpoint.Length - address.Length) - 1;
        return $"[{address[..((kept + 1) / 2)]}{Ellipsis}{address[^(kept / 2)..]}]:{port}";
    }

    /// <summary>A path: its end says more than its start.</summary>
    public static string Path(string path, int tableWidth)
    {
        int longest = Longest(tableWidth);
        if (path.Length <= longest || tableWidth <= 0) return path;
        int kept = longest - 1, start = kept / 2, end = path.Length - (kept + 1) / 2;
        // A character of two halves is kept or left out.
        if (char.IsHighSurrogate(path[start - 1])) start--;
        if (char.IsLowSurrogate(path[end])) end++;
        return $"{path[..start]}{Ellipsis}{path[end..]}";
    }

    /// <summary>A list: what comes first.</summary>
    public static string List(string list, int longest) => list.Length <= longest ? list : list[..longest] + Ellipsis;

    private static int Longest(int tableWidth) => Math.Max(Shortest, (tableWidth - BesideEnds) / 2);
}
