
namespace PSSocketStats.Parameters;

/// <summary>Names of processes: those that hold sockets first. Tooltips tell their ids.</summary>
internal sealed class ProcessNameCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => LiveProcess.All(request)
        .GroupBy(process => process.Name)
        .OrderByDescending(same => same.Any(process => process.Sockets > 0))
        .ThenBy(same => same.Key, StringComparer.OrdinalIgnoreCase)
        .Select(same => new Candidate(same.Key, () => Tooltip.Of(Tooltip.Few(same.Select(process => $"{process.Id}")), same.Sum(process => process.Sockets))));

    /// <summary>The parameter takes wildcards: what is one in a name means itself.</summary>
    protected override string Argument(string value) => NamePatterns.ThatMeans(value);
}
