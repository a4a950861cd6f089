namespace PSSocketStats.Parameters;

/// <summary>What a completion menu may offer.</summary>
/// <param name="Value">What is meant: it is shown, and compared with what was typed.</param>
/// <param name="Tooltip">What is told of it; made only for what is offered. Empty where there is nothing to tell.</param>
internal sealed record Candidate(string Value, Func<string> Tooltip)
{
    /// <summary>What the menu shows.</summary>
    public string Label { get; init; } = Value;
}
