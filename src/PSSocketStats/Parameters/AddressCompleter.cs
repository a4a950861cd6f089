using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Addresses in use, of the side that the parameter speaks of: those of most sockets first.</summary>
internal sealed class AddressCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
    {
        using var live = new LiveSockets(request);
        var byAddress = live.Read()
            .Where(socket => request.Parameter != "RemoteAddress" || socket.RemotePort != 0) // without a peer there is none
            .GroupBy(socket => request.Parameter == "RemoteAddress" ? socket.RemoteAddress : socket.LocalAddress)
            .OrderByDescending(uses => uses.Count())
            .ThenBy(uses => uses.Key, StringComparer.Ordinal);
        foreach (IGrouping<string, InetSocket> uses in byAddress) yield return new(uses.Key, () => Tooltip.Of(uses));
    }
}
