using SockDiag.Families.Vsock;

namespace SockDiag;

/// <summary>A socket between a machine and those that run in it (<c>AF_VSOCK</c>): an end is a context id and a port of 32 bits. Listed since Linux 4.15.</summary>
public sealed class VsockSocket : Socket
{
    private readonly VsockRecord _record;

    internal VsockSocket(in VsockRecord record, Origin origin) : base(origin) => _record = record;

    // In the order of a CSV file's columns.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => _record.Protocol;

    /// <summary>The state, by TCP's names (<c>vdiag_state</c>): Listen, SynSent, Established, Closing, or Unconnected.</summary>
    public override SocketState State => _record.State;

    /// <summary>How it carries data (<c>vdiag_type</c>): Stream, Datagram, or SeqPacket (Linux 5.14).</summary>
    public SocketType SocketType => _record.Type;

    /// <summary>The context id that it is bound to (<c>vdiag_src_cid</c>); 4294967295 for every one that is this machine's, as clients have it too.</summary>
    public long LocalContextId => _record.LocalContextId;

    /// <summary>What <see cref="LocalContextId"/> is called: <c>hypervisor</c> (0), <c>local</c> (1, this machine itself), <c>host</c> (2, on which this one runs), <c>any</c> (4294967295); null of other numbers, which are virtual machines.</summary>
    public string? LocalContextName => VsockContext.Name(_record.LocalContextId);

    /// <summary>The port (<c>vdiag_src_port</c>), 0 to 4294967294; null where it is bound to none.</summary>
    public long? LocalPort => _record.LocalPort;

    /// <summary>The context id at the other end (<c>vdiag_dst_cid</c>); null where nobody is there.</summary>
    public long? RemoteContextId => _record.RemoteContextId;

    /// <summary>What <see cref="RemoteContextId"/> is called, as <see cref="LocalContextName"/>; null where it has no name and where nobody is there.</summary>
    public string? RemoteContextName => _record.RemoteContextId is uint id ? VsockContext.Name(id) : null;

    /// <summary>The port at the other end (<c>vdiag_dst_port</c>), 0 to 4294967294; null where nobody is there.</summary>
    public long? RemotePort => _record.RemotePort;

    /// <summary>The directions that were shut down (<c>vdiag_shutdown</c>).</summary>
    public SocketShutdown Shutdown => _record.Shutdown;

    /// <summary>Always null: the kernel does not tell what waits to be read.</summary>
    public long? ReceiveQueue => null;

    /// <summary>Always null: the kernel does not tell what waits to be sent.</summary>
    public long? SendQueue => null;

    /// <summary>The first owner's process id (<c>/proc/PID/fd</c>). Null where no owner was found: <see cref="OwnerVisibility"/> tells why.</summary>
    public override int? ProcessId => Origin.FirstOwner(in _record)?.ProcessId;

    /// <summary>The command name of <see cref="ProcessId"/>, at most 15 characters (<c>/proc/PID/comm</c>); null where that is null.</summary>
    public override string? Process => ProcessId is int id ? Origin.ProcessName(id) : null;

    /// <summary>Why an owner is there, or is not. A connection that nobody has accepted yet has none.</summary>
    public override OwnerVisibility OwnerVisibility => Origin.OwnerVisibility(in _record);

    /// <summary>Every process and descriptor that holds the socket, by process id, then descriptor, process 1 last. Empty where there is none.</summary>
    public override SocketOwnerList Owners => Origin.OwnersOf(in _record);

    /// <summary>Always null: the kernel does not tell it of vsock sockets.</summary>
    public override long? UserId => null;

    /// <summary>Always null, as <see cref="UserId"/> is.</summary>
    public override string? UserName => null;

    /// <summary>The inode number (<c>vdiag_ino</c>), as in <c>/proc/PID/fd</c>; null where no program holds the socket, as of a connection that nobody has accepted yet.</summary>
    public override long? Inode => _record.Inode == 0 ? null : _record.Inode;

    /// <summary>The kernel's own number of the socket (<c>vdiag_cookie</c>), never used again until the machine restarts.</summary>
    public override ulong? Cookie => _record.Cookie;

    /// <summary>Always null: the other end is not looked for.</summary>
    public override int? PeerProcessId => null;

    /// <summary>Always null, as <see cref="PeerProcessId"/>.</summary>
    public override string? PeerProcess => null;

    /// <inheritdoc/>
    public override string? Unit => Origin.CgroupOrigin(in _record, cgroupPath: null)?.Unit;

    /// <inheritdoc/>
    public override string? ContainerId => Origin.CgroupOrigin(in _record, cgroupPath: null)?.ContainerId;

    /// <inheritdoc/>
    public override string? NetworkNamespace => Origin.NetworkNamespace?.Name;

    /// <summary>As <c>Vsock Established local:5061 -> host:1024</c>.</summary>
    public override string ToString()
    {
        string local = End(LocalContextName, LocalContextId, LocalPort);
        return RemotePort is null ? $"{Protocol} {State} {local}" : $"{Protocol} {State} {local} -> {End(RemoteContextName, RemoteContextId, RemotePort)}";
    }

    private static string End(string? name, long? id, long? port) => $"{name ?? $"{id}"}:{(port is null ? "*" : $"{port}")}";
}
