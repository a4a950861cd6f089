using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>The interfaces of this network namespace.</summary>
internal sealed class InterfaceCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) =>
        SocketNames.AllInterfaces().Select(found => new Candidate(found.Name, () => $"index {found.Index}"));
}
