using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Ports in use, of the side that the parameter speaks of: those that wait for peers first. Tooltips tell who uses them.</summary>
internal sealed class PortCompleter : LiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
    {
        using var live = new LiveSockets(request);
        var byPort = live.Read()
            .SelectMany(socket => Ports(socket, request.Parameter).Where(port => port != 0).Distinct().Select(port => (Port: port, Socket: socket)))
            .GroupBy(use => use.Port, use => use.Socket)
            .OrderByDescending(uses => uses.Any(socket => LiveSockets.IsWaiting(socket)))
            .ThenBy(uses => uses.Key);
        foreach (IGrouping<int, InetSocket> uses in byPort) yield return new($"{uses.Key}", () => Tooltip.Of(uses));
    }

    private static int[] Ports(InetSocket socket, string parameter) => parameter switch
    {
        "LocalPort" => [socket.LocalPort],
        "RemotePort" => [socket.RemotePort],
        _ => [socket.LocalPort, socket.RemotePort],
    };
}
