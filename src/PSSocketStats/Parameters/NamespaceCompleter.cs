using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>The network namespaces of this machine that are not the current one, by name; those that have none by a file that stands for them.</summary>
internal sealed class NamespaceCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) =>
        NetworkNamespace.All(out _).Where(found => !found.IsCurrent).Select(found => new Candidate(found.Argument, () => $"{found}")).Prepend(new Candidate("*", () => "all"));
}
