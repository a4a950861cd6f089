using System.Runtime.InteropServices;
using SockDiag.Filtering;
using SockDiag.Native;
using SockDiag.Netlink;

namespace SockDiag.Families.Inet;

/// <summary>How the kernel is asked for sockets of an Internet protocol.</summary>
internal static class InetRequest
{
    // No protocol has this number (RFC 3692), so a kernel that reads the attribute says ENOENT at once, without looking for a module.
    private const int NoProtocol = 254;

    private const SocketState EveryState = (SocketState)(-1); // all bits, also those of no state here

    private static readonly SocketAddressFamily[] _bothFamilies = [SocketAddressFamily.IPv4, SocketAddressFamily.IPv6];

    // It cannot change while the kernel runs.
    private static bool? _olderRequestReadsProtocol;

    /// <summary>Best first: one walk for both address families with the older request; a walk for each family; the same with the filter left to us, for kernels that lack one of its tests.</summary>
    public static IEnumerable<DumpAttempt> Attempts(Family family, SocketQuery query, DiagSocket netlink)
    {
        KernelShare share = KernelShare.Of(query.Filter);
        if (query.AddressFamily is null && OlderRequestKnows(family.Protocol, netlink))
        {
            SocketState states = StatesOf(family, query);
            yield return new(Array.ConvertAll(Tables(states), Request), share.Rest, InOne: Request(states));
        }
        foreach (DumpAttempt attempt in AttemptsByAddressFamily(family, query, netlink)) yield return attempt;

        KernelRequest Request(SocketState of) => Older(family.Protocol, of, Extensions(family, query), share.Program);
    }

    /// <summary>Without the older request, for protocols that it does not know.</summary>
    public static IEnumerable<DumpAttempt> AttemptsByAddressFamily(Family family, SocketQuery query, DiagSocket netlink)
    {
        return AttemptsByAddressFamily(family, query, StatesOf(family, query));
    }

    /// <summary>The same, with the states as the protocol counts them.</summary>
    public static IEnumerable<DumpAttempt> AttemptsByAddressFamily(Family family, SocketQuery query, SocketState states)
    {
        byte extensions = Extensions(family, query);
        KernelShare share = KernelShare.Of(query.Filter);
        SocketAddressFamily[] addressFamilies = AddressFamilies(query);
        yield return new(Array.ConvertAll(addressFamilies, each => Newer(each, family.Protocol, states, extensions, share.Program)), share.Rest);
        if (share.Program is not null)
            yield return new(Array.ConvertAll(addressFamilies, each => Newer(each, family.Protocol, states, extensions, program: null)), query.Filter);
    }

    /// <summary>Asks for sockets in every state, of kernels whose list of a protocol runs no program and hardly looks at the states.</summary>
    public static IEnumerable<DumpAttempt> AttemptsWithoutProgram(Family family, SocketQuery query, DiagSocket netlink)
    {
        byte extensions = Extensions(family, query);
        yield return new(Array.ConvertAll(AddressFamilies(query), each => Newer(each, family.Protocol, EveryState, extensions, program: null)), query.Filter);
    }

    /// <summary>Asks for the one socket that a record is of. The cookie makes sure that it is that one.</summary>
    public static KernelRequest Exact(in InetRecord record, byte extensions)
    {
        var request = new inet_diag_req_v2
        {
            sdiag_family = (byte)record.AddressFamily,
            sdiag_protocol = (byte)record.Protocol,
            idiag_ext = extensions,
            id = record.Id,
        };
        return new(LinuxHeaders.SOCK_DIAG_BY_FAMILY, Bytes(in request).ToArray());
    }

    private static SocketAddressFamily[] AddressFamilies(SocketQuery query) => query.AddressFamily is SocketAddressFamily one ? [one] : _bothFamilies;

    private static SocketState StatesOf(Family family, SocketQuery query) => family.StatesFor(query) & ~StatesWithoutPeer(query.Filter);

    /// <summary>The states whose sockets a filter cannot mean because they have no peer: their tables need not be walked for it.</summary>
    private static SocketState StatesWithoutPeer(SocketFilter? filter) => filter is not null && NeedsPeer(filter) ? SocketState.Listen | SocketState.BoundInactive : SocketState.None;

    /// <summary>Whether nothing without a peer's port can be what a filter asks for.</summary>
    private static bool NeedsPeer(SocketFilter filter) => filter switch
    {
        SocketFilter.And(var left, var right) => NeedsPeer(left) || NeedsPeer(right),
        SocketFilter.Or(var left, var right) => NeedsPeer(left) && NeedsPeer(right),
        SocketFilter.Port(EndpointSide.Remote, var ports) => !ports.Contains(0),
        _ => false,
    };

    /// <summary>The kernel looks for sockets that are only bound in a table of its own, which also holds all connections: asked for by themselves they are looked for while the others are read.</summary>
    private static SocketState[] Tables(SocketState states)
    {
        SocketState others = states & ~SocketState.BoundInactive;
        if (states == SocketState.None) return [];
        return others == states || others == SocketState.None ? [states] : [others, SocketState.BoundInactive];
    }

    /// <summary>TCPDIAG_GETSOCK ignores the address family in a dump: one walk answers for both.</summary>
    private static KernelRequest Older(SocketProtocol protocol, SocketState states, byte extensions, byte[]? program)
    {
        var request = new inet_diag_req { idiag_ext = extensions, idiag_states = (uint)states };
        byte[] attributes = protocol == SocketProtocol.Tcp ? [] : Named(protocol);
        return new(LinuxHeaders.TCPDIAG_GETSOCK, [.. Bytes(in request), .. attributes, .. Bytecode(program)]);
    }

    private static KernelRequest Newer(SocketAddressFamily addressFamily, SocketProtocol protocol, SocketState states, byte extensions, byte[]? program)
    {
        var request = new inet_diag_req_v2
        {
            sdiag_family = (byte)addressFamily,
            sdiag_protocol = (byte)(IsLong(protocol) ? 0 : (int)protocol), // a kernel that does not know the attribute refuses 0, and would take the low byte for another protocol
            idiag_ext = extensions,
            idiag_states = (uint)states,
        };
        return new(LinuxHeaders.SOCK_DIAG_BY_FAMILY, [.. Bytes(in request), .. IsLong(protocol) ? Named(protocol) : [], .. Bytecode(program)]);
    }

    private static bool IsLong(SocketProtocol protocol) => (int)protocol > byte.MaxValue;

    private static byte[] Named(SocketProtocol protocol) => Attribute(InetRequestAttribute.Protocol, BitConverter.GetBytes((uint)protocol));

    private static byte Extensions(Family family, SocketQuery query) => (byte)(family.Extensions | (query.Detailed ? InetExtensions.Details : InetExtensions.None));

    /// <summary>The older request is about TCP; since Linux 5.9 an attribute names another protocol, which kernels before that ignore.</summary>
    private static bool OlderRequestKnows(SocketProtocol protocol, DiagSocket netlink)
    {
        if (protocol == SocketProtocol.Tcp) return true;
        return _olderRequestReadsProtocol ??= netlink.HasNone(Older((SocketProtocol)NoProtocol, SocketState.None, InetExtensions.None, program: null), SocketProtocol.Tcp);
    }

    private static byte[] Bytecode(byte[]? program) => program is null ? [] : Attribute(InetRequestAttribute.Bytecode, program);

    private static byte[] Attribute(InetRequestAttribute type, ReadOnlySpan<byte> value)
    {
        var header = new nlattr { nla_type = (ushort)type, nla_len = (ushort)(4 + value.Length) };
        return [.. Bytes(in header), .. value];
    }

    private static ReadOnlySpan<byte> Bytes<T>(in T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
}
