namespace PSSocketStats.Parameters;

/// <summary>Ids of processes: those that hold sockets first. Tooltips tell their names.</summary>
internal sealed class ProcessIdCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => LiveProcess.All(request)
        .OrderByDescending(process => process.Sockets > 0)
        .ThenBy(process => process.Id)
        .Select(process => new Candidate($"{process.Id}", () => Tooltip.Of(process.Name, process.Sockets)) { Label = $"{process.Id} - {process.Name}" });
}
