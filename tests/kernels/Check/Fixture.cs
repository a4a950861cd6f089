namespace SockDiag.KernelChecks;

/// <summary>What hold-families said: which families it made, which this kernel lacks, and the inodes of sockets that have a label.</summary>
internal sealed record Fixture(IReadOnlyList<string> Made, IReadOnlyDictionary<string, string> Lacks, IReadOnlyList<string> Failures, IReadOnlyDictionary<string, long> Inodes)
{
    public static Fixture Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        return new(
            [.. After(lines, "made ")],
            After(lines, "lacks ").Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1]),
            [.. After(lines, "failed ")],
            lines.Select(line => line.Split(' ')).Where(words => words.Length == 3 && long.TryParse(words[2], out _)).ToDictionary(words => $"{words[0]} {words[1]}", words => long.Parse(words[2])));
    }

    /// <summary>The socket that the fixture called so, as a protocol lists it.</summary>
    public Socket? Find(SocketProtocol protocol, string label) => SocketTable.Read(new SocketQuery(protocol)).FirstOrDefault(socket => socket.Inode == Inodes[label]);

    private static IEnumerable<string> After(IEnumerable<string> lines, string word) => lines.Where(line => line.StartsWith(word, StringComparison.Ordinal)).Select(line => line[word.Length..]);
}
