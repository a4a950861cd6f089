namespace SockDiag;

/// <summary>What a socket must be: one tree, that is compiled for the kernel where the kernel can decide, and evaluated here where it cannot.</summary>
public abstract record SocketFilter
{
    private SocketFilter() { } // closed: both readers know every case

    /// <summary>Both hold.</summary>
    /// <param name="Left">One.</param>
    /// <param name="Right">The other.</param>
    public sealed record And(SocketFilter Left, SocketFilter Right) : SocketFilter;

    /// <summary>One of them holds, or both.</summary>
    /// <param name="Left">One.</param>
    /// <param name="Right">The other.</param>
    public sealed record Or(SocketFilter Left, SocketFilter Right) : SocketFilter;

    /// <summary>It does not hold.</summary>
    /// <param name="Inner">What must not hold.</param>
    public sealed record Not(SocketFilter Inner) : SocketFilter;

    /// <summary>The port of one end is in a set.</summary>
    /// <param name="Side">Which end.</param>
    /// <param name="Ports">The set.</param>
    public sealed record Port(EndpointSide Side, PortSet Ports) : SocketFilter;

    /// <summary>The address of one end is in a set. What is bound is compared: a socket of all addresses is found as <c>0.0.0.0</c> or <c>::</c>.</summary>
    /// <param name="Side">Which end.</param>
    /// <param name="Addresses">The set.</param>
    public sealed record Address(EndpointSide Side, AddressSet Addresses) : SocketFilter;

    /// <summary>The socket is bound to one of these interfaces.</summary>
    /// <param name="Indexes">The interfaces' indexes; 0 for sockets that are bound to none.</param>
    public sealed record Interface(IReadOnlySet<int> Indexes) : SocketFilter
    {
        /// <summary>One interface.</summary>
        /// <param name="index">Its index; 0 for sockets that are bound to none.</param>
        public Interface(int index) : this(new HashSet<int> { index }) { }
    }

    /// <summary>
    /// The socket is bound to one of these interfaces, each given by name or by an index in digits: they are looked up in each network namespace that is asked.
    /// </summary>
    /// <param name="Names">The names or indexes.</param>
    public sealed record InterfaceNamed(IReadOnlySet<string> Names) : SocketFilter
    {
        /// <summary>One interface.</summary>
        /// <param name="name">The name or index.</param>
        public InterfaceNamed(string name) : this(new HashSet<string> { name }) { }
    }

    /// <summary>The socket's mark is in a set. The kernel tells it to callers with CAP_NET_ADMIN alone.</summary>
    /// <param name="Marks">The set.</param>
    public sealed record Mark(MarkSet Marks) : SocketFilter
    {
        /// <summary>One mark.</summary>
        /// <param name="value">The mark.</param>
        /// <param name="mask">Which bits count.</param>
        public Mark(uint value, uint mask = uint.MaxValue) : this(new MarkSet(new MaskedMark(value, mask))) { }
    }

    /// <summary>The socket was made in one of these cgroups v2. Sockets that no program holds are in none.</summary>
    /// <param name="Ids">The inode numbers of the cgroups' folders.</param>
    public sealed record Cgroup(IReadOnlySet<ulong> Ids) : SocketFilter;

    /// <summary>One of these users made the socket; decided here.</summary>
    /// <param name="UserIds">The ids.</param>
    public sealed record User(IReadOnlySet<uint> UserIds) : SocketFilter;

    /// <summary>The socket has one of these inodes; decided here.</summary>
    /// <param name="Inodes">The inodes, never 0.</param>
    public sealed record Inode(IReadOnlySet<uint> Inodes) : SocketFilter;

    /// <summary>The socket has one of these cookies; decided here.</summary>
    /// <param name="Cookies">The cookies.</param>
    public sealed record Cookie(IReadOnlySet<ulong> Cookies) : SocketFilter;

    /// <summary>Who can reach the socket; decided here.</summary>
    /// <param name="Scopes">The scopes.</param>
    public sealed record Scope(IReadOnlySet<BindScope> Scopes) : SocketFilter;

    /// <summary>The socket is in one of these states; decided here, for where the query's states are not all that a family is asked for.</summary>
    /// <param name="States">The states.</param>
    public sealed record State(SocketState States) : SocketFilter;

    /// <summary>What a Unix socket is bound to, or the socket at its other end, as text; decided here.</summary>
    /// <param name="IsMatch">Decides about the text that <see cref="UnixSocket.Path"/> would be.</param>
    public sealed record Path(Predicate<string> IsMatch) : SocketFilter;

    /// <summary>All of them hold; null (everything) where there are none.</summary>
    /// <param name="filters">Nulls are left out.</param>
    public static SocketFilter? AllOf(params IEnumerable<SocketFilter?> filters) => Join(filters, (left, right) => new And(left, right));

    /// <summary>At least one of them holds; null where there are none.</summary>
    /// <param name="filters">Nulls are left out.</param>
    public static SocketFilter? AnyOf(params IEnumerable<SocketFilter?> filters) => Join(filters, (left, right) => new Or(left, right));

    /// <summary>Joins by halves, so that a thousand alternatives are ten levels deep.</summary>
    private static SocketFilter? Join(IEnumerable<SocketFilter?> filters, Func<SocketFilter, SocketFilter, SocketFilter> join)
    {
        SocketFilter[] all = [.. filters.OfType<SocketFilter>()];
        return all.Length == 0 ? null : Halves(all);

        SocketFilter Halves(ReadOnlySpan<SocketFilter> part) =>
            part.Length == 1 ? part[0] : join(Halves(part[..(part.Length / 2)]), Halves(part[(part.Length / 2)..]));
    }
}
