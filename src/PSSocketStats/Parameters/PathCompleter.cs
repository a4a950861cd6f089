using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>What Unix sockets are bound to: what is listened on first. Tooltips tell whose it is.</summary>
internal sealed class PathCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
    {
        using var live = new LiveUnixSockets(request);
        var byPath = live.Read()
            .Where(socket => socket.Path is not null)
            .GroupBy(socket => socket.Path!)
            .OrderByDescending(same => same.Any(socket => socket.State == SocketState.Listen))
            .ThenBy(same => same.Key, StringComparer.Ordinal);
        foreach (IGrouping<string, UnixSocket> same in byPath) yield return new(same.Key, () => Tooltip.Of(same));
    }

    /// <summary>The parameter takes wildcards: what is one in a path means itself.</summary>
    protected override string Argument(string value) => NamePatterns.ThatMeans(value);
}
