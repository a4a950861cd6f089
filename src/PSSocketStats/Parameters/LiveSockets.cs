using System.Collections;
using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>The TCP and UDP sockets of this moment, as many of them, and of their owners, as can be read in time.</summary>
/// <param name="request">What is to be completed.</param>
internal sealed class LiveSockets(CompletionRequest request) : IDisposable
{
    // UDP first, for it is short. TCP's listeners come before its connections, which may be too many.
    private static readonly SocketQuery _query = new(SocketProtocol.Udp, SocketProtocol.Tcp);

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

    private readonly SocketListing _listing = new(_query, request.Late);

    /// <summary>Whether a socket waits for peers.</summary>
    public static bool IsWaiting(InetSocket socket) => socket.State is SocketState.Listen or SocketState.Unconnected;

    /// <summary>The sockets that the command line speaks of. Their owners are known until this is disposed of.</summary>
    public IReadOnlyList<InetSocket> Read()
    {
        List<InetSocket> sockets = ReadAll();
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
    public void Dispose() => _listing.Dispose();

    private List<InetSocket> ReadAll()
    {
        var sockets = new List<InetSocket>();
        foreach (SocketProtocol protocol in _query.Protocols)
        {
            try
            {
                foreach (Socket socket in _listing.Read(protocol)) sockets.Add((InetSocket)socket);
            }
            catch (Exception e) when (e is SockDiagException or OperationCanceledException) { } // a kernel without UDP; too late for more
        }
        return sockets;
    }

    private static IEnumerable<string> Texts(object? value) =>
        LanguagePrimitives.GetEnumerable(value) is IEnumerable several ? several.Cast<object?>().Select(one => $"{one}") : [$"{value}"];
}
