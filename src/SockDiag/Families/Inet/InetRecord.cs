using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Counting;
using SockDiag.Families.Smc;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag.Families.Inet;

/// <summary>What the kernel said of one socket with Internet endpoints: its record, and the attributes that come unasked. The wire's meaning is told here, once.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)] // kept inside every socket object: no byte between the fields
internal struct InetRecord : ISocketRecord<InetRecord>
{
    private const uint NoCookie = uint.MaxValue;

    private inet_diag_msg _message;
    private ulong _cgroupId;
    private uint _mark;
    private ushort _options;
    private ushort _protocol;
    private byte _shutdown;
    private byte _ipv6Only;
    private Told _told;

    public static IReadOnlyList<GroupedProperty<InetRecord>> GroupedProperties => InetProperties.All;

    /// <summary>Which attributes came, and what the record does not tell.</summary>
    [Flags]
    private enum Told : ushort
    {
        Mark = 1,
        Shutdown = 2,
        IPv6Only = 4,
        Cgroup = 8,
        Options = 16,
        NoDevice = 32,
        PeerAddresses = 64,
        NoAddress = 128,
        NoFamily = 256,
        Fallback = 512,
    }

    /// <summary>Reads the payload of one answer.</summary>
    /// <param name="payload">What follows the netlink header.</param>
    /// <param name="offset">Where it starts, for errors.</param>
    /// <param name="protocol">The protocol that was asked for: the record does not say.</param>
    /// <param name="record">What was read.</param>
    /// <param name="detail">What comes only when asked for; null where nothing of it came.</param>
    /// <exception cref="MalformedMessageException">Too short, of a family or state that cannot be, or with a damaged attribute.</exception>
    public static void Parse(ReadOnlySpan<byte> payload, long offset, SocketProtocol protocol, out InetRecord record, out InetDetail? detail)
    {
        int fixedLength = Unsafe.SizeOf<inet_diag_msg>();
        if (payload.Length < fixedLength) throw new MalformedMessageException(offset, $"a record has {payload.Length} bytes, at least {fixedLength} are expected");
        record = new() { _message = MemoryMarshal.Read<inet_diag_msg>(payload), _protocol = (ushort)protocol };
        if (record._message.idiag_family is not ((byte)SocketAddressFamily.IPv4 or (byte)SocketAddressFamily.IPv6))
            throw new MalformedMessageException(offset, $"a record is of address family {record._message.idiag_family}, 2 or 10 is expected");
        (byte first, byte last) = StatesOf(protocol);
        if (record._message.idiag_state < first || record._message.idiag_state > last)
            throw new MalformedMessageException(offset + 1, $"a record is in state {record._message.idiag_state}, {first} to {last} is expected");
        detail = null;
        AttributeReader attributes = Attributes(payload, offset);
        while (attributes.Read())
        {
            switch ((InetAttribute)attributes.Type)
            {
                case InetAttribute.Shutdown: record._shutdown = attributes.As<byte>(); record._told |= Told.Shutdown; break;
                case InetAttribute.IPv6Only: record._ipv6Only = attributes.As<byte>(); record._told |= Told.IPv6Only; break;
                case InetAttribute.Mark: record._mark = attributes.As<uint>(); record._told |= Told.Mark; break;
                case InetAttribute.CgroupId: record._cgroupId = attributes.As<ulong>(); record._told |= Told.Cgroup; break;
                case InetAttribute.PeerAddresses: record._told |= Told.PeerAddresses; break;
                case InetAttribute.SocketOptions: record._options = attributes.As<ushort>(); record._told |= Told.Options; break;
                case InetAttribute.Tos: (detail ??= new()).TypeOfService = attributes.As<byte>(); break;
                case InetAttribute.TrafficClass: (detail ??= new()).TrafficClass = attributes.As<byte>(); break;
                case InetAttribute.ClassId: (detail ??= new()).ClassId = attributes.As<uint>(); break;
                case InetAttribute.SocketMemory: (detail ??= new()).Memory = new SocketMemory(attributes.Value); break;
            }
        }
    }

    /// <summary>A row of /proc/net/raw, which tells less than a record.</summary>
    public static InetRecord OfProc(in RawRow row)
    {
        var message = new inet_diag_msg
        {
            idiag_family = (byte)row.AddressFamily,
            idiag_state = row.State,
            id = new() { idiag_sport = UInt16BE.Of(row.IPProtocol) },
            idiag_rqueue = row.ReceiveQueue,
            idiag_wqueue = row.SendQueue,
            idiag_uid = row.UserId,
            idiag_inode = row.Inode,
        };
        row.LocalAddress.CopyTo(message.id.idiag_src);
        row.RemoteAddress.CopyTo(message.id.idiag_dst);
        return new() { _message = message, _protocol = (ushort)SocketProtocol.Raw, _told = Told.NoDevice };
    }

    /// <summary>A record of smc_diag, which has the same ends in other places. Of IPv4 an address fills the first four bytes, of IPv6 all: only that tells which it is, but of a socket that was opened by its protocol's number.</summary>
    public static InetRecord OfSmc(in smc_diag_msg record, bool fellBack, SocketShutdown? shutdown)
    {
        ReadOnlySpan<byte> local = record.id.idiag_src.Span, remote = record.id.idiag_dst.Span;
        bool isIPv6 = HasByte(local[4..]) || HasByte(remote[4..]), hasAddress = isIPv6 || HasByte(local) || HasByte(remote), hasFamily = record.diag_family != SmcTable.AddressFamily;
        SocketAddressFamily family = hasFamily ? (SocketAddressFamily)record.diag_family : isIPv6 ? SocketAddressFamily.IPv6 : SocketAddressFamily.IPv4;
        var message = new inet_diag_msg
        {
            idiag_family = (byte)family,
            idiag_state = record.diag_state,
            id = record.id,
            idiag_uid = record.diag_uid,
            idiag_inode = (uint)record.diag_inode,
        };
        Told told = default;
        if (!hasAddress) told |= Told.NoAddress;
        if (!hasAddress && !hasFamily) told |= Told.NoFamily;
        if (fellBack) told |= Told.Fallback;
        if (shutdown is not null) told |= Told.Shutdown;
        return new() { _message = message, _protocol = (ushort)SocketProtocol.Smc, _shutdown = (byte)(shutdown ?? 0), _told = told };

        static bool HasByte(ReadOnlySpan<byte> bytes) => bytes.ContainsAnyExcept((byte)0);
    }

    /// <summary>What follows the record's fixed part.</summary>
    public static AttributeReader Attributes(ReadOnlySpan<byte> payload, long offset)
    {
        int fixedLength = Unsafe.SizeOf<inet_diag_msg>();
        return new(payload[fixedLength..], offset + fixedLength);
    }

    public readonly SocketProtocol Protocol => (SocketProtocol)_protocol;

    /// <summary>What names the socket in an exact request.</summary>
    public readonly inet_diag_sockid Id => _message.id;

    /// <summary>The number of its state as its protocol counts them.</summary>
    public readonly byte KernelState => _message.idiag_state;

    /// <summary>A TCP row in the kernel's state 7 is a socket that was only bound. SCTP's associations, DCCP and SMC have states of their own.</summary>
    public readonly SocketState State
    {
        get
        {
            if (IsAssociation) return ((SctpAssociationState)KernelState).ToSocketState();
            if (Protocol == SocketProtocol.Dccp) return ((DccpState)KernelState).ToSocketState();
            if (Protocol == SocketProtocol.Smc) return ((SmcState)KernelState).ToSocketState(RemotePort != 0, Inode != 0, (_told & Told.Fallback) != 0);
            var state = (SocketState)(1 << _message.idiag_state);
            return state switch
            {
                SocketState.Unconnected when Protocol == SocketProtocol.Tcp => SocketState.BoundInactive,
                SocketState.NewSynReceived => SocketState.SynReceived,
                _ => state,
            };
        }
    }

    public readonly SocketAddressFamily AddressFamily => (SocketAddressFamily)_message.idiag_family;
    public readonly InetAddress LocalAddress => InetAddress.Read(AddressFamily, _message.id.idiag_src.Span);
    public readonly InetAddress RemoteAddress => InetAddress.Read(AddressFamily, _message.id.idiag_dst.Span);
    public readonly int LocalPort => IsRaw ? 0 : _message.id.idiag_sport;
    public readonly int RemotePort => IsRaw ? 0 : _message.id.idiag_dport;

    /// <summary>Of a raw socket: the kernel has it where others have the local port.</summary>
    public readonly int IPProtocol => _message.id.idiag_sport;

    /// <summary>An IPv6 socket whose ends are IPv4 ones.</summary>
    public readonly bool IsIPv4Mapped => AddressFamily == SocketAddressFamily.IPv6
        && (InetAddress.IsMapped(_message.id.idiag_src.Span) || InetAddress.IsMapped(_message.id.idiag_dst.Span));

    public readonly int InterfaceIndex => (int)_message.id.idiag_if;
    public readonly uint Inode => _message.idiag_inode;
    public readonly uint HeldInode => Inode;

    public readonly ulong? Cookie => _message.id.idiag_cookie is { Low: NoCookie, High: NoCookie } or { Low: 0, High: 0 } ? null : _message.id.idiag_cookie.Value;

    /// <summary>Null for records that have no user: kernels before 6.17 say 0 of sockets that no program holds, which would read as root.</summary>
    public readonly uint? UserId => Inode == 0 && _message.idiag_uid == 0 ? null : _message.idiag_uid;

    public readonly uint ReceiveQueue => _message.idiag_rqueue;
    public readonly uint SendQueue => _message.idiag_wqueue;
    /// <summary>SCTP has numbers of its own, and tells of the timer alone that sends data again.</summary>
    public readonly SocketTimer Timer => Protocol != SocketProtocol.Sctp ? (SocketTimer)_message.idiag_timer : _message.idiag_timer == 0 ? SocketTimer.Off : SocketTimer.Retransmit;

    public readonly uint TimerExpiresMilliseconds => _message.idiag_expires;
    public readonly int Retransmits => _message.idiag_retrans;

    public readonly uint? Mark => (_told & Told.Mark) != 0 ? _mark : null;
    public readonly SocketShutdown? Shutdown => (_told & Told.Shutdown) != 0 ? (SocketShutdown)_shutdown : null;
    public readonly bool? IPv6Only => (_told & Told.IPv6Only) != 0 ? _ipv6Only != 0 : null;
    public readonly SocketOptions? Options => (_told & Told.Options) != 0 ? (SocketOptions)_options : null;

    /// <summary>0 where the kernel did not say: no cgroup has that id.</summary>
    public readonly ulong CgroupId => _cgroupId;

    /// <summary>TIME-WAIT and half-open requests: small records that no program holds, without most attributes.</summary>
    public readonly bool IsSmall => Timer == SocketTimer.TimeWait || (State == SocketState.SynReceived && Inode == 0);

    /// <summary>Established by the kernel, and nobody has called accept() yet.</summary>
    public readonly bool IsAwaitingAccept => Inode == 0 && Protocol is SocketProtocol.Tcp or SocketProtocol.Mptcp or SocketProtocol.Smc && State is (SocketState.Established or SocketState.CloseWait);

    /// <summary>Of SCTP an association, else an endpoint: only the one has addresses of a peer.</summary>
    public readonly bool IsAssociation => (_told & Told.PeerAddresses) != 0;

    /// <summary>The state's number was another one on the kernel that answered.</summary>
    public void Renumber(DccpState state) => _message.idiag_state = (byte)state;

    /// <summary>Takes an address for the local end.</summary>
    /// <param name="address">The 16 bytes of one of its address family.</param>
    public void TakeLocal(ReadOnlySpan<byte> address) => address.CopyTo(_message.id.idiag_src);

    /// <summary>No end of it was told.</summary>
    public readonly bool LacksAddress => (_told & Told.NoAddress) != 0;

    /// <summary>False where no address and no family tells which <see cref="AddressFamily"/> it is.</summary>
    public readonly bool IsFamilyTold => (_told & Told.NoFamily) == 0;

    /// <summary>Whether another record has the same ends.</summary>
    public readonly bool HasEndsOf(in InetRecord other) => AddressFamily == other.AddressFamily && LocalAddress == other.LocalAddress && RemoteAddress == other.RemoteAddress && IPv6Only == other.IPv6Only;

    /// <summary>Takes both ends of another record, for one that lacks them.</summary>
    public void TakeEnds(in InetRecord other)
    {
        _message.idiag_family = other._message.idiag_family;
        _message.id.idiag_src = other._message.id.idiag_src;
        _message.id.idiag_dst = other._message.id.idiag_dst;
        _ipv6Only = other._ipv6Only;
        _told = _told & ~(Told.NoAddress | Told.NoFamily) | other._told & Told.IPv6Only;
    }

    /// <summary>A listener's queue of connections, which DCCP and SMC do not tell.</summary>
    public readonly bool HasAcceptQueue => State == SocketState.Listen && Protocol is not (SocketProtocol.Dccp or SocketProtocol.Smc);

    /// <summary>Of SCTP endpoints the fields are an accept queue whether they listen or not; of DCCP they are always 0, and SMC has none.</summary>
    public readonly (long Receive, long Send)? Queues => State == SocketState.Listen || Protocol is SocketProtocol.Dccp or SocketProtocol.Smc || Protocol == SocketProtocol.Sctp && !IsAssociation ? null : (ReceiveQueue, SendQueue);

    public readonly IReadOnlyList<uint> ListenerInodes(Listeners? listeners) => IsAwaitingAccept && listeners is not null ? listeners.Of(in this) : [];

    public readonly IReadOnlyList<uint> PeerInodes(Origin origin) => origin.Peers?.Of(in this, origin.NetworkNamespace) ?? [];

    /// <summary>Whether records of this kind have what a condition is about.</summary>
    public static bool Has(SocketFilter condition) => condition is not SocketFilter.Path;

    public readonly bool Is(SocketFilter condition) => condition switch
    {
        SocketFilter.Port(var side, var ports) => ports.Contains(side == EndpointSide.Local ? LocalPort : RemotePort),
        SocketFilter.Address(var side, var addresses) => addresses.Contains(side == EndpointSide.Local ? LocalAddress : RemoteAddress),
        SocketFilter.Mark(var marks) => marks.Contains(MarkToCompare),
        SocketFilter.Cgroup(var ids) => ids.Contains(CgroupId),
        SocketFilter.Scope(var scopes) => BindScope is BindScope scope && scopes.Contains(scope),
        _ => false,
    };

    private static (byte First, byte Last) StatesOf(SocketProtocol protocol) => protocol switch
    {
        SocketProtocol.Sctp => (0, 10),
        SocketProtocol.Dccp => (1, 15),
        _ => (1, 13),
    };

    private readonly bool IsRaw => Protocol == SocketProtocol.Raw;

    /// <summary>Small records had no mark before kernels kept it there; a full one without it means that the caller may not know.</summary>
    private readonly uint MarkToCompare => Mark ?? (IsSmall ? 0u : throw new KernelRefusedException(Native.Errno.EPERM, "tell the marks of sockets", Protocol));

    /// <summary>Null on rows that have a peer or are on the way to one.</summary>
    public readonly BindScope? BindScope
    {
        get
        {
            if (State is not (SocketState.Listen or SocketState.BoundInactive or SocketState.Unconnected)) return null;
            if (LacksAddress) return null;
            InetAddress address = LocalAddress;
            if (address.IsLoopback) return SockDiag.BindScope.Loopback;
            if (!address.IsAny || InterfaceIndex != 0) return SockDiag.BindScope.Address;
            if ((_told & Told.NoDevice) != 0) return null;
            if (address.IsIPv4) return SockDiag.BindScope.AnyIPv4;
            if (IsRaw) return SockDiag.BindScope.AnyIPv6; // a raw IPv6 socket gets nothing of IPv4, whatever its option says
            return IPv6Only switch
            {
                true => SockDiag.BindScope.AnyIPv6,
                false => SockDiag.BindScope.AnyDualStack,
                null => null,
            };
        }
    }
}
