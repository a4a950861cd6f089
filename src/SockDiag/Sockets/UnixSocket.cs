using SockDiag.Families.Unix;

namespace SockDiag;

/// <summary>A Unix domain socket. Ends of connections that nobody has accepted yet are not listed: they are what a listener's <see cref="AcceptQueue"/> counts.</summary>
public sealed class UnixSocket : Socket
{
    private readonly SocketMemory? _memory;
    private UnixRecord _record;

    internal UnixSocket(in UnixRecord record, SocketMemory? memory, Origin origin) : base(origin)
    {
        _record = record;
        _memory = memory;
    }

    internal ref readonly UnixRecord Record => ref _record;

    // In the order of a CSV file's columns.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => SocketProtocol.Unix;

    /// <summary>The state (<c>udiag_state</c>): Listen, Established (also after the peer has closed; a datagram socket that was connected, or that another connected to) or Unconnected.</summary>
    public override SocketState State => _record.State;

    /// <summary>How it carries data (<c>udiag_type</c>).</summary>
    public SocketType SocketType => _record.Type;

    /// <summary>What the socket is bound to (<c>UNIX_DIAG_NAME</c>): a path, or an abstract name with <c>@</c> before it. What is not shown, and bytes that are no UTF-8, are
    /// escapes as in every name (<see cref="EscapedText"/>, <c>\x1b</c>), and so is the @ that a path starts with (<c>\x40</c>): no two names read alike. An accepted end has the path of its listener. Null where it is bound to nothing, as most clients are.</summary>
    public string? Path => _record.Name?.Text;

    /// <summary>What the socket at the other end is bound to, as <see cref="Path"/> (looked up by <see cref="PeerInode"/>, among the sockets of the same network namespace); of a client that waits for accept() its listener's path.
    /// Null where there is no peer, or where it is bound to nothing.</summary>
    public string? PeerPath => _record.PeerName?.Text;

    /// <summary>The inode of the socket at the other end (<c>UNIX_DIAG_PEER</c>); null where there is none, where it was closed, and where nobody has accepted it yet.</summary>
    public long? PeerInode => _record.PeerInode == 0 ? null : _record.PeerInode;

    /// <summary>Bytes that wait to be read (<c>udiag_rqueue</c>); of a datagram socket those of the next message. Null on listeners, where the field is <see cref="AcceptQueue"/>.</summary>
    public long? ReceiveQueue => _record.Queues?.Receive;

    /// <summary>What was sent and the peer has not read (<c>udiag_wqueue</c>), in bytes of kernel memory, more than the data themselves. Null on listeners, where the field is <see cref="AcceptQueueLimit"/>.</summary>
    public long? SendQueue => _record.Queues?.Send;

    /// <summary>Connections that wait for accept() (<c>udiag_rqueue</c>); null on anything but a listener. Full is more than <see cref="AcceptQueueLimit"/>: then connect() blocks, or fails with EAGAIN.</summary>
    public int? AcceptQueue => _record.IsListener ? Connections(_record.QueueFields?.Receive) : null;

    /// <summary>How many connections may wait: the smaller of listen()'s backlog and <c>net.core.somaxconn</c> (<c>udiag_wqueue</c>); null on anything but a listener.</summary>
    public int? AcceptQueueLimit => _record.IsListener ? Connections(_record.QueueFields?.Send) : null;

    /// <summary>The inodes of the clients that wait in the accept queue (<c>UNIX_DIAG_ICONS</c>), in no order: <c>Get-Socket -Protocol Unix -Inode</c> finds them, and their owners. Null on anything but a listener, and where
    /// the kernel did not say: it cannot tell more than about 8,000.</summary>
    public SocketInodeList? PendingClients => _record.Clients is uint[] clients ? new(clients) : null;

    /// <summary>The first owner's process id (<c>/proc/PID/fd</c>). Null where no owner was found: <see cref="OwnerVisibility"/> tells why.</summary>
    public override int? ProcessId => Origin.FirstOwner(in _record)?.ProcessId;

    /// <summary>The command name of <see cref="ProcessId"/>, at most 15 characters (<c>/proc/PID/comm</c>); null where that is null.</summary>
    public override string? Process => ProcessId is int id ? Origin.ProcessName(id) : null;

    /// <inheritdoc/>
    public override OwnerVisibility OwnerVisibility => Origin.OwnerVisibility(in _record);

    /// <summary>Every process and descriptor that holds the socket, by process id, then descriptor, process 1 last. Empty where there is none.</summary>
    public override SocketOwnerList Owners => Origin.OwnersOf(in _record);

    /// <summary>The id of the user who made the socket, or got it by fchown (<c>UNIX_DIAG_UID</c>, Linux 5.3); null where the kernel did not say.</summary>
    public override long? UserId => _record.UserId;

    /// <summary>The name of <see cref="UserId"/> (<c>getpwuid</c>); null where that is null, or where nobody has that id.</summary>
    public override string? UserName => _record.UserId is uint id ? Origin.UserName(id) : null;

    /// <summary>The inode number (<c>udiag_ino</c>), as in <c>/proc/PID/fd</c>; null where no program holds the socket.</summary>
    public override long? Inode => _record.Inode == 0 ? null : _record.Inode;

    /// <summary>The kernel's own number of the socket (<c>udiag_cookie</c>, <c>SO_COOKIE</c>), never used again until the machine restarts; null where the kernel did not say.</summary>
    public override ulong? Cookie => _record.Cookie;

    /// <summary>Whether <see cref="Path"/> is an abstract name, which no file stands for.</summary>
    public bool IsAbstract => _record.Name?.IsAbstract ?? false;

    /// <summary>The bytes of <see cref="Path"/>, as the program gave them (<c>UNIX_DIAG_NAME</c>): a path without the 0 that ends it, an abstract name with the 0 that it starts with; null where it is bound to nothing.</summary>
    public SocketPathBytes? PathBytes => _record.Name is UnixName name ? new(name.Bytes) : null;

    /// <summary>The device of the file that the path made, as <c>major:minor</c> (<c>udiag_vfs_dev</c>), also when the file was unlinked: <c>/proc/self/mountinfo</c> has the same. Null where there is no file.</summary>
    public string? FileDevice => _record.File is var (_, major, minor) ? $"{major}:{minor}" : null;

    /// <summary>The inode of the file that the path made (<c>udiag_vfs_ino</c>), also when the file was unlinked: where the path has another one, a later socket took it. Null where there is no file.</summary>
    public long? FileInode => _record.File?.Inode;

    /// <summary>Which directions were shut down (<c>UNIX_DIAG_SHUTDOWN</c>), by this end or by the other: both where the peer has closed.</summary>
    public SocketShutdown? Shutdown => _record.Shutdown;

    /// <summary>Memory and its limits (<c>UNIX_DIAG_MEMINFO</c>); null unless details were asked for.</summary>
    public SocketMemory? Memory => _memory;

    /// <summary>The first owner's process id of the socket at the other end (<see cref="PeerInode"/>); of a client that waits for accept() the listener's. Null unless peers were asked for, and where no owner was found.</summary>
    public override int? PeerProcessId => Origin.FirstPeer(in _record)?.ProcessId;

    /// <inheritdoc/>
    public override string? PeerProcess => Origin.PeerName(in _record);

    /// <inheritdoc/>
    public override string? Unit => Origin.CgroupOrigin(in _record, cgroupPath: null)?.Unit;

    /// <inheritdoc/>
    public override string? ContainerId => Origin.CgroupOrigin(in _record, cgroupPath: null)?.ContainerId;

    /// <inheritdoc/>
    public override string? NetworkNamespace => Origin.NetworkNamespace?.Name;

    /// <summary>No backlog is larger than an int; a damaged recording may say so.</summary>
    private static int? Connections(uint? count) => count is uint number ? (int)Math.Min(number, int.MaxValue) : null;

    /// <summary>As <c>Unix Stream Established /run/docker.sock</c>; the inode where it has no path.</summary>
    public override string ToString() => $"{Protocol} {SocketType} {State} {Path ?? $"socket:[{_record.Inode}]"}";
}
