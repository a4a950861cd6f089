using System.Collections;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>The TCP and UDP sockets of this moment, as many of them, and of their owners, as can be read in time.</summary>
/// <param name="request">What is to be completed.</param>
internal sealed class LiveSockets(CompletionRequest request) : IDisposable
{
    private const SocketState Waiting = SocketState.Listen | SocketState.Unconnected;

    private static readonly SocketProtocol[] _protocols = [SocketProtocol.Udp, SocketProtocol.Tcp]; // UDP is short

    // What the command line may say of a socket, by parameter.
    private static readonly Dictionary<string, Func<InetSocket, object?>> _properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Protocol"] = socket => socket.Protocol,
        ["State"] = socket => socket.State,
        ["Listening"] = socket => IsWaiting(socket),
        ["AddressFamily"] = socket => socket.AddressFamily,
        ["LocalAddress"] = socket => socket.LocalAddress,
        ["LocalPort"] = socket => socket.LocalPort,
        ["RemoteAddress"] = socket => socket.RemoteAddress,
        ["RemotePort"] = socket => socket.RemotePort,
        ["ProcessId"] = socket => socket.ProcessId,
        ["ProcessName"] = socket => socket.Process,
        ["User"] = socket => socket.UserName,
        ["Interface"] = socket => socket.Interface,
        ["BindScope"] = socket => socket.BindScope,
    };

    private readonly SocketListing _withOwners = new(new SocketQuery(_protocols), request.Late);

    /// <summary>Whether a socket waits for peers.</summary>
    public static bool IsWaiting(InetSocket socket) => (socket.State & Waiting) != 0;

    /// <summary>The sockets that the command line speaks of. Their owners are known until this is disposed of.</summary>
    public IReadOnlyList<InetSocket> Read()
    {
        // The search for owners takes processors from the reading: it begins when that could be done in time.
        List<InetSocket> sockets = ReadWithoutOwners();
        if (!request.Late.IsCancellationRequested && Read(_withOwners) is var again && !request.Late.IsCancellationRequested) sockets = again;
        foreach (DictionaryEntry bound in request.Bound)
        {
            if (bound.Key is not string parameter || parameter == request.Parameter || !_properties.TryGetValue(parameter, out Func<InetSocket, object?>? property)) continue;
            HashSet<string> values = new(Texts(bound.Value), StringComparer.OrdinalIgnoreCase);
            List<InetSocket> spokenOf = sockets.FindAll(socket => values.Contains($"{property(socket)}"));
            if (spokenOf.Count > 0) sockets = spokenOf; // a value that no socket has may be a prefix, a range, or a name
        }
        return sockets;
    }

    /// <summary>Ends the search for owners.</summary>
    public void Dispose() => _withOwners.Dispose();

    /// <summary>What waits for peers is little and never left out. To find what is only bound the kernel looks at every connection before it says anything, so that comes last.</summary>
    private List<InetSocket> ReadWithoutOwners() =>
    [
        .. ReadWithoutOwners(Waiting, CancellationToken.None),
        .. ReadWithoutOwners(SocketState.Connected, request.Late),
        .. ReadWithoutOwners(SocketState.BoundInactive, request.Late),
    ];

    private static List<InetSocket> ReadWithoutOwners(SocketState states, CancellationToken late)
    {
        using var listing = new SocketListing(new SocketQuery(_protocols) { States = states, SkipOwners = true }, late);
        return Read(listing);
    }

    private static List<InetSocket> Read(SocketListing listing)
    {
        var sockets = new List<InetSocket>();
        foreach (SocketProtocol protocol in _protocols)
        {
            try
            {
                foreach (Socket socket in listing.Read(protocol)) sockets.Add((InetSocket)socket);
            }
            catch (Exception e) when (e is SockDiagException or OperationCanceledException) { } // a kernel without UDP; too late for more
        }
        return sockets;
    }

    private static IEnumerable<string> Texts(object? value) => GivenValues.Of(value).Select(one => $"{one}");
}
