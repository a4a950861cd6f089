using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>The Unix sockets of this moment, as many of them, and of their owners, as can be read in time.</summary>
/// <param name="request">What is to be completed.</param>
internal sealed class LiveUnixSockets(CompletionRequest request) : IDisposable
{
    private readonly SocketListing _withOwners = new(new SocketQuery(SocketProtocol.Unix), request.Late);

    /// <summary>The sockets. Their owners are known until this is disposed of.</summary>
    public IReadOnlyList<UnixSocket> Read()
    {
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Unix) { SkipOwners = true }, request.Late);
        List<UnixSocket> sockets = Read(listing);
        // The search for owners takes processors from the reading: it begins when that could be done in time.
        return !request.Late.IsCancellationRequested && Read(_withOwners) is var again && !request.Late.IsCancellationRequested ? again : sockets;
    }

    /// <summary>Ends the search for owners.</summary>
    public void Dispose() => _withOwners.Dispose();

    private static List<UnixSocket> Read(SocketListing listing)
    {
        var sockets = new List<UnixSocket>();
        try
        {
            foreach (Socket socket in listing.Read(SocketProtocol.Unix)) sockets.Add((UnixSocket)socket);
        }
        catch (Exception e) when (e is SockDiagException or OperationCanceledException) { } // too late for more
        return sockets;
    }
}
