using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Counting;
using SockDiag.Native;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag.Families.Unix;

/// <summary>What the kernel said of one Unix socket. The wire's meaning is told here, once.</summary>
internal struct UnixRecord : ISocketRecord<UnixRecord>
{
    private const byte NewestState = 13;
    private const uint NoCookie = uint.MaxValue;
    private const int MinorBits = 20; // of a device, as the kernel itself keeps it

    private readonly UnixNeighbours _neighbours;
    private unix_diag_msg _message;
    private unix_diag_rqlen _queues;
    private unix_diag_vfs _file;
    private uint _peer;
    private uint _user;
    private byte _shutdown;
    private Told _told;

    private UnixRecord(UnixNeighbours neighbours, unix_diag_msg message)
    {
        _neighbours = neighbours;
        _message = message;
    }

    public static IReadOnlyList<GroupedProperty<UnixRecord>> GroupedProperties => UnixProperties.All;

    /// <summary>Which attributes came.</summary>
    [Flags]
    private enum Told : byte
    {
        File = 1,
        Peer = 2,
        Queues = 4,
        Shutdown = 8,
        User = 16,
    }

    /// <summary>Reads the payload of one answer. What it says of the socket's neighbours is learnt, whether the socket is wanted or not.</summary>
    /// <param name="payload">What follows the netlink header.</param>
    /// <param name="offset">Where it starts, for errors.</param>
    /// <param name="neighbours">What is known of the sockets at the other ends.</param>
    /// <param name="record">What was read.</param>
    /// <param name="memory">What comes only when asked for.</param>
    /// <exception cref="MalformedMessageException">Too short, of a family or state that cannot be, or with a damaged attribute.</exception>
    public static void Parse(ReadOnlySpan<byte> payload, long offset, UnixNeighbours neighbours, out UnixRecord record, out SocketMemory? memory)
    {
        int fixedLength = Unsafe.SizeOf<unix_diag_msg>();
        if (payload.Length < fixedLength) throw new MalformedMessageException(offset, $"a record has {payload.Length} bytes, at least {fixedLength} are expected");
        record = new(neighbours, MemoryMarshal.Read<unix_diag_msg>(payload));
        if (record._message.udiag_family != LinuxHeaders.AF_UNIX)
            throw new MalformedMessageException(offset, $"a record is of address family {record._message.udiag_family}, {LinuxHeaders.AF_UNIX} is expected");
        if (record._message.udiag_state is 0 or > NewestState)
            throw new MalformedMessageException(offset + 2, $"a record is in state {record._message.udiag_state}, 1 to {NewestState} is expected");
        memory = null;
        var attributes = new AttributeReader(payload[fixedLength..], offset + fixedLength);
        while (attributes.Read())
        {
            switch ((UnixAttribute)attributes.Type)
            {
                case UnixAttribute.Name: record.Name = neighbours.LearnName(record.Inode, attributes.Value); break;
                case UnixAttribute.File: record._file = attributes.As<unix_diag_vfs>(); record._told |= Told.File; break;
                case UnixAttribute.Peer: record._peer = attributes.As<uint>(); record._told |= Told.Peer; break;
                case UnixAttribute.AcceptQueue: neighbours.LearnClients(record.Inode, attributes.Value); break;
                case UnixAttribute.Queues: record._queues = attributes.As<unix_diag_rqlen>(); record._told |= Told.Queues; break;
                case UnixAttribute.Memory: memory = new SocketMemory(attributes.Value); break;
                case UnixAttribute.Shutdown: record._shutdown = attributes.As<byte>(); record._told |= Told.Shutdown; break;
                case UnixAttribute.User: record._user = attributes.As<uint>(); record._told |= Told.User; break;
            }
        }
    }

    public readonly SocketProtocol Protocol => SocketProtocol.Unix;

    public readonly SocketState State => (SocketState)(1 << _message.udiag_state);

    public readonly SocketType Type => (SocketType)_message.udiag_type;

    public readonly uint HeldInode => Inode;

    public readonly uint Inode => _message.udiag_ino;

    public readonly ulong? Cookie => _message.udiag_cookie is { Low: NoCookie, High: NoCookie } or { Low: 0, High: 0 } ? null : _message.udiag_cookie.Value;

    /// <summary>Null on kernels before 5.3, which do not say.</summary>
    public readonly uint? UserId => (_told & Told.User) != 0 ? _user : null;

    /// <summary>What it is bound to; null where it is bound to nothing.</summary>
    public UnixName? Name { get; private set; }

    /// <summary>The inode of the socket at the other end; 0 where there is none, or none that a program holds.</summary>
    public readonly uint PeerInode => _peer;

    /// <summary>What the socket at the other end is bound to; of a client that waits for accept() the listener, whose name the other end will have.</summary>
    public readonly UnixName? PeerName =>
        _peer != 0 ? _neighbours.NameOf(_peer) : IsClientInQueue && _neighbours.ListenerOf(Inode) is uint listener ? _neighbours.NameOf(listener) : null;

    public readonly bool IsListener => State == SocketState.Listen;

    public readonly (uint Receive, uint Send)? QueueFields => (_told & Told.Queues) != 0 ? (_queues.udiag_rqueue, _queues.udiag_wqueue) : null;

    public readonly (long Receive, long Send)? Queues => IsListener ? null : QueueFields;

    /// <summary>The clients that wait in a listener's queue; null where it is none, or where the kernel did not say.</summary>
    public readonly uint[]? Clients => !IsListener ? null : QueueFields is (0, _) ? [] : _neighbours.ClientsOf(Inode);

    /// <summary>The file's inode, and its device as two numbers; null where there is no file.</summary>
    public readonly (uint Inode, uint Major, uint Minor)? File => (_told & Told.File) == 0
        ? null
        : (_file.udiag_vfs_ino, _file.udiag_vfs_dev >> MinorBits, _file.udiag_vfs_dev & ((1u << MinorBits) - 1));

    public readonly SocketShutdown? Shutdown => (_told & Told.Shutdown) != 0 ? (SocketShutdown)_shutdown : null;

    /// <summary>Whether the neighbours must be asked who waits where: a listener with clients in its queue, or such a client.</summary>
    public readonly bool IsAtAQueue => IsClientInQueue || (IsListener && QueueFields?.Receive > 0);

    /// <summary>Connected, and the other end has no inode, which it gets by accept(). Where the other end was closed both directions are shut down.</summary>
    private readonly bool IsClientInQueue =>
        (_told & Told.Peer) != 0 && _peer == 0 && State == SocketState.Established && _shutdown != (byte)(SocketShutdown.Receive | SocketShutdown.Send);

    public readonly int InterfaceIndex => 0;

    /// <summary>The kernel does not list ends that nobody has accepted.</summary>
    public readonly bool IsAwaitingAccept => false;

    public readonly IReadOnlyList<uint> ListenerInodes(Listeners? listeners) => [];

    /// <summary>Of a client that waits for accept() the listener's.</summary>
    public readonly IReadOnlyList<uint> PeerInodes(Origin origin) =>
        _peer != 0 ? [_peer] : IsClientInQueue && _neighbours.ListenerOf(Inode) is uint listener ? [listener] : [];

    /// <summary>Whether Unix sockets have what a condition is about.</summary>
    public static bool Has(SocketFilter condition) =>
        condition is SocketFilter.Path or SocketFilter.State or SocketFilter.User or SocketFilter.Inode or SocketFilter.Cookie;

    public readonly bool Is(SocketFilter condition) => condition switch
    {
        SocketFilter.Path(var isMatch) => (Name is UnixName own && isMatch(own.Text)) || (PeerName is UnixName peer && isMatch(peer.Text)),
        _ => false,
    };
}
