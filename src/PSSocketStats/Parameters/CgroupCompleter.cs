using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Paths of cgroups: those in which most sockets were made first, then the others that exist.</summary>
internal sealed class CgroupCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
    {
        using var live = new LiveSockets(request);
        var inUse = new HashSet<string>();
        foreach (IGrouping<string?, InetSocket> made in live.Read().GroupBy(socket => socket.CgroupPath).OrderByDescending(made => made.Count()))
        {
            if (made.Key is not string path) continue; // not told, or gone
            inUse.Add(path);
            yield return new(path, () => Tooltip.Of(made));
        }
        foreach (string path in SocketNames.AllCgroups().TakeWhile(_ => !request.Late.IsCancellationRequested))
        {
            if (!inUse.Contains(path)) yield return new(path, () => "");
        }
    }
}
