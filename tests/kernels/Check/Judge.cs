namespace SockDiag.KernelChecks;

/// <summary>Takes judgements and prints them; one that fails leaves the next ones theirs.</summary>
internal sealed class Judge
{
    public bool Failed { get; private set; }

    /// <param name="name">What is held to be true, a sentence.</param>
    /// <param name="objection">What speaks against it, found now; null: nothing.</param>
    public void That(string name, Func<string?> objection)
    {
        string? found;
        try { found = objection(); }
        catch (Exception unforeseen) { found = unforeseen.ToString(); }
        Failed |= found is not null;
        Say(found is null ? $"passed: {name}" : $"failed: {name}: {found}");
    }

    public void Skip(string name, string because) => Say($"skipped: {name}: {because}");

    private static void Say(string line) => Console.WriteLine(line.ReplaceLineEndings(" | "));
}
