using SockDiag.Families.Inet;
using SockDiag.Families.Netlink;
using SockDiag.Families.Packet;
using SockDiag.Families.Smc;
using SockDiag.Families.Tipc;
using SockDiag.Families.Unix;
using SockDiag.Families.Vsock;
using SockDiag.Families.Xdp;
using SockDiag.Netlink;

namespace SockDiag.Families;

/// <summary>All that differs between one kind of socket and the next.</summary>
/// <param name="Protocol">Its name.</param>
/// <param name="States">The states that its sockets can be in: others are not asked for.</param>
/// <param name="ListeningStates">Those in which it waits for peers.</param>
/// <param name="Has">Whether its sockets have what a condition is about; where they have not, a question with that condition is not asked.</param>
/// <param name="Extensions">What is always asked for beyond what comes by itself.</param>
/// <param name="Attempts">The ways to ask the kernel, best first.</param>
/// <param name="Parse">Makes a socket of a record, or null where the query does not want it.</param>
/// <param name="Module">What of the kernel lists it.</param>
/// <param name="Proc">Its table in /proc, for kernels without the module that lists it; null where it has none.</param>
/// <param name="CountedAs">The name under which /proc/net/protocols counts its sockets, where the kernel's list may end before it has named all; null where it does not.</param>
internal sealed record Family(
    SocketProtocol Protocol,
    SocketState States,
    SocketState ListeningStates,
    Func<SocketFilter, bool> Has,
    byte Extensions,
    Func<Family, SocketQuery, DiagSocket, IEnumerable<DumpAttempt>> Attempts,
    RecordParser Parse,
    KernelModule Module,
    ProcTable? Proc = null,
    string? CountedAs = null)
{
    // A call makes ready the families that it asks for, and no other: to make all of them ready takes a first call a millisecond or two.
    private static readonly Row[] _rows =
    [
        new(SocketProtocol.Tcp, () => Tcp.Family),
        new(SocketProtocol.Udp, () => Udp.Family),
        new(SocketProtocol.UdpLite, () => UdpLite.Family),
        new(SocketProtocol.Raw, () => Raw.Family),
        new(SocketProtocol.Mptcp, () => Mptcp.Family),
        new(SocketProtocol.Sctp, () => Sctp.Family),
        new(SocketProtocol.Dccp, () => Dccp.Family),
        new(SocketProtocol.Unix, () => UnixDomain.Family),
        new(SocketProtocol.Netlink, () => NetlinkTable.Family),
        new(SocketProtocol.Packet, () => PacketTable.Family),
        new(SocketProtocol.Tipc, () => TipcTable.Family),
        new(SocketProtocol.Vsock, () => VsockTable.Family),
        new(SocketProtocol.Smc, () => SmcTable.Family),
        new(SocketProtocol.Xdp, () => XdpTable.Family),
    ];

    /// <summary>All protocols, in the order in which they are answered.</summary>
    public static SocketProtocol[] Protocols => Array.ConvertAll(_rows, row => row.Protocol);

    public static Family Of(SocketProtocol protocol) => Array.Find(_rows, row => row.Protocol == protocol)?.Family()
        ?? throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "There is no such protocol here.");

    /// <summary>The states that the query wants and this family has.</summary>
    public SocketState StatesFor(SocketQuery query) =>
        query.Listening ? ListeningStates : query.States & (States | SocketState.NewSynReceived & ImpliedBy(SocketState.SynReceived));

    /// <summary>Whether one of its sockets can be what a query asks for: else it is not asked.</summary>
    public bool CanAnswer(SocketQuery query) =>
        StatesFor(query) != SocketState.None && CanMatch(query.Filter) && (query.AddressFamily is null || HasAddresses);

    /// <summary>Whether its sockets are of IPv4 or IPv6.</summary>
    public bool HasAddresses => Has(new SocketFilter.Scope(new HashSet<BindScope>()));

    /// <summary>Whether one of its sockets can be what a filter asks for.</summary>
    public bool CanMatch(SocketFilter? filter) => filter switch
    {
        null => true,
        SocketFilter.And(var left, var right) => CanMatch(left) && CanMatch(right),
        SocketFilter.Or(var left, var right) => CanMatch(left) || CanMatch(right),
        SocketFilter.Not(var inner) => CanMatch(inner),
        _ => Has(filter),
    };

    private SocketState ImpliedBy(SocketState state) => (States & state) != 0 ? SocketState.NewSynReceived : SocketState.None;

    /// <summary>A protocol, and where its family is.</summary>
    private sealed class Row(SocketProtocol protocol, Func<Family> family)
    {
        public SocketProtocol Protocol => protocol;
        public Func<Family> Family => family;
    }
}

/// <summary>A part of the kernel that may be a module, and may be missing.</summary>
/// <param name="Name">As modprobe takes it.</param>
/// <param name="Option">With which a kernel has it.</param>
internal readonly record struct KernelModule(string Name, string Option);

/// <summary>Makes a socket of the payload of one answer, or null where the reading does not want it.</summary>
/// <param name="payload">What follows the netlink header.</param>
/// <param name="offset">Where it starts, for errors.</param>
/// <param name="reading">What is wanted, and what sockets of one listing share.</param>
internal delegate Socket? RecordParser(ReadOnlySpan<byte> payload, long offset, RecordReading reading);

/// <summary>One way to ask: its requests, one after the other, and the part of the filter that they leave to us.</summary>
/// <param name="Requests">Dumps.</param>
/// <param name="Rest">What is evaluated here.</param>
/// <param name="InOne">The same as one dump, where that is less work for a kernel with few sockets; null where it is not.</param>
internal sealed record DumpAttempt(KernelRequest[] Requests, SocketFilter? Rest, KernelRequest? InOne = null);
