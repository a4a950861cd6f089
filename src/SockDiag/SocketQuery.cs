using SockDiag.Families;

namespace SockDiag;

/// <summary>What to ask the kernel for.</summary>
/// <param name="protocols">The protocols, in the order in which they are answered; <see cref="SocketProtocol.All"/> stands for every one.</param>
public sealed class SocketQuery(params SocketProtocol[] protocols)
{
    /// <summary>The protocols, in the order in which they are answered.</summary>
    public IReadOnlyList<SocketProtocol> Protocols => Asked;

    /// <summary>The states; a protocol whose sockets can be in none of them is not asked.</summary>
    public SocketState States { get; init; } = SocketState.All;

    /// <summary>Only what waits for peers, instead of <see cref="States"/>: TCP listeners, UDP sockets without a peer.</summary>
    public bool Listening { get; init; }

    /// <summary>The sockets' own address family; null for both.</summary>
    public SocketAddressFamily? AddressFamily { get; init; }

    /// <summary>What the sockets must be; null for all.</summary>
    public SocketFilter? Filter { get; init; }

    /// <summary>Also ask for what the kernel tells only when asked: memory, type of service, traffic class, class id.</summary>
    public bool Detailed { get; init; }

    /// <summary>Do not look up who owns the sockets. Not together with <see cref="ProcessIds"/>.</summary>
    public bool SkipOwners { get; init; }

    /// <summary>Also look up who is at the other end, where that is on this machine. It takes one more reading of the connected sockets, and with <see cref="ProcessIds"/> of the owners of all processes.</summary>
    public bool IncludePeers { get; init; }

    /// <summary>Only sockets that these processes hold, or that wait in the accept queues of their listeners; no other process is looked into. Null for all.</summary>
    public IReadOnlyCollection<int>? ProcessIds { get; init; }

    /// <summary>The network namespaces whose sockets are asked for, one after the other; null for that of the calling thread alone.</summary>
    public IReadOnlyList<NetworkNamespace>? NetworkNamespaces { get; init; }

    /// <summary>Whether no socket of the protocols is left out.</summary>
    public bool SelectsAll => States == SocketState.All && !Listening && AddressFamily is null && Filter is null && ProcessIds is null;

    /// <summary>Whether a protocol's sockets have all that the filter asks of; where they have not, the protocol is not asked.</summary>
    /// <param name="protocol">A protocol.</param>
    /// <param name="filter">What is asked of them.</param>
    public static bool CanMatch(SocketProtocol protocol, SocketFilter? filter) => Named(protocol).Any(named => Family.Of(named).CanMatch(filter));

    /// <summary>Whether a protocol's sockets are of IPv4 or IPv6; where they are not, a query with an <see cref="AddressFamily"/> does not ask it.</summary>
    /// <param name="protocol">A protocol.</param>
    public static bool HasAddresses(SocketProtocol protocol) => Named(protocol).Any(named => Family.Of(named).HasAddresses);

    /// <summary>Where /proc is: who owns a socket is read there.</summary>
    public string ProcRoot { get; init; } = "/proc";

    /// <summary>Where to ask.</summary>
    internal IReadOnlyList<NetworkNamespace?> Places => NetworkNamespaces ?? (IReadOnlyList<NetworkNamespace?>)[null];

    /// <summary>The same question with another filter: what a name means differs from one network namespace to the next.</summary>
    internal SocketQuery With(SocketFilter? filter) => new(Asked)
    {
        States = States,
        Listening = Listening,
        AddressFamily = AddressFamily,
        Filter = filter,
        Detailed = Detailed,
        SkipOwners = SkipOwners,
        IncludePeers = IncludePeers,
        ProcessIds = ProcessIds,
        NetworkNamespaces = NetworkNamespaces,
        ProcRoot = ProcRoot,
    };

    /// <summary>The same, for those who ask: an array is walked without code that would be compiled for it first.</summary>
    internal SocketProtocol[] Asked { get; } = Each(protocols);

    private static SocketProtocol[] Each(SocketProtocol[] protocols)
    {
        var each = new List<SocketProtocol>(protocols.Length);
        foreach (SocketProtocol protocol in protocols)
        {
            foreach (SocketProtocol named in Named(protocol))
            {
                if (!each.Exists(other => other == named)) each.Add(named); // Contains would have a comparer made
            }
        }
        return [.. each];
    }

    private static SocketProtocol[] Named(SocketProtocol protocol) => protocol == SocketProtocol.All ? Family.Protocols : [protocol];
}
