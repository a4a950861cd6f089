namespace SockDiag.KernelChecks;

/// <summary>Every protocol: its rows are those of <c>ss</c>, or this kernel lacks it and the refusal says so.</summary>
internal static class RowChecks
{
    public static void Run(Judge judge, Kernel kernel)
    {
        foreach (SocketProtocol protocol in Enum.GetValues<SocketProtocol>().Where(protocol => protocol != SocketProtocol.All))
        {
            Comparison? comparison = Comparison.All.FirstOrDefault(row => row.Protocol == protocol);
            if (kernel.Lists(protocol)) judge.That($"{protocol}: the rows are those of {comparison?.Witness ?? "nobody"}", () => comparison is null ? "no row of Comparison.All says how" : Compare(comparison));
            else judge.That($"{protocol}: this kernel lacks it, and says so", () => Refusal(protocol));
        }
        judge.That("All: every protocol that this kernel has is answered, and those that it lacks are not in the way", () =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.All));
            SocketProtocol[] answered = [.. Enum.GetValues<SocketProtocol>().Where(protocol => protocol != SocketProtocol.All && Answers(listing, protocol))];
            SocketProtocol[] wanted = [.. Enum.GetValues<SocketProtocol>().Where(protocol => protocol != SocketProtocol.All && kernel.Lists(protocol))];
            return answered.SequenceEqual(wanted) ? null : $"answered were {string.Join(", ", answered)}, not {string.Join(", ", wanted)}";
        });
    }

    private static bool Answers(SocketListing listing, SocketProtocol protocol)
    {
        try { return listing.Read(protocol).Any(); }
        catch (KernelRefusedException refusal) when (refusal.IsProtocolMissing) { return false; }
    }

    private static string? Refusal(SocketProtocol protocol)
    {
        try
        {
            int rows = SocketTable.Read(new SocketQuery(protocol)).Count();
            return $"{rows} rows came";
        }
        catch (KernelRefusedException refusal)
        {
            return refusal.IsProtocolMissing && refusal.Protocol == protocol ? null : $"errno {refusal.Errno}, protocol {refusal.Protocol}: {refusal.Message}";
        }
    }

    private static string? Compare(Comparison comparison)
    {
        List<string> theirs = Kept(comparison.Lines().Select(line => comparison.Theirs(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))), comparison.OnceEach);
        List<string> ours = Kept(SocketTable.Read(new SocketQuery(comparison.Protocol)).Select(comparison.Ours), comparison.OnceEach);
        Console.WriteLine($"rows: {comparison.Protocol} {ours.Count} = {theirs.Count}");
        if (ours.Count == 0) return "there is no row";

        List<string> onlyOurs = Without(ours, theirs), onlyTheirs = Without(theirs, ours);
        return onlyOurs.Count + onlyTheirs.Count == 0 ? null : $"only ours: [{string.Join("] [", onlyOurs)}], only theirs: [{string.Join("] [", onlyTheirs)}]";
    }

    private static List<string> Kept(IEnumerable<string?> rows, bool onceEach)
    {
        IEnumerable<string> kept = rows.OfType<string>();
        return [.. onceEach ? kept.Distinct() : kept];
    }

    // What is in one more often than in the other.
    private static List<string> Without(List<string> rows, List<string> others)
    {
        List<string> left = [.. rows];
        foreach (string other in others) left.Remove(other);
        return left;
    }
}
