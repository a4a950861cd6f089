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
        foreach (IGrouping<long?, InetSocket> made in live.Read().Where(socket => socket.UserId is not null).GroupBy(socket => socket.UserId).OrderByDescending(made => made.Count()))
        {
            owning.Add(made.Key!.Value);
            yield return new(made.First().UserName ?? $"{made.Key}", () => Tooltip.Of($"id {made.Key}", made.Count()));
        }
        foreach ((uint id, string name) in SocketNames.LocalUsers().Where(user => !owning.Contains(user.Id))) yield return new(name, () => $"id {id}");
    }
}
