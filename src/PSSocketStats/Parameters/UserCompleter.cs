using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Users: those of most sockets first, then the others that this machine knows.</summary>
internal sealed class UserCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
    {
        using var live = new LiveSockets(request);
        var owning = new HashSet<long>();
        foreach (IGrouping<long?, InetSocket> made in live.Read().GroupBy(socket => socket.UserId).OrderByDescending(made => made.Count()))
        {
            if (made.Key is not long id) continue; // the kernel did not say
            owning.Add(id);
            yield return new(made.First().UserName ?? $"{id}", () => Tooltip.Of($"id {id}", made.Count()));
        }
        foreach ((uint id, string name) in SocketNames.LocalUsers().Where(user => !owning.Contains(user.Id))) yield return new(name, () => $"id {id}");
    }
}
