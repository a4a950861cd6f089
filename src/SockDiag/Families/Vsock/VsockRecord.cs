using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Owners;

namespace SockDiag.Families.Vsock;

/// <summary>What the kernel said of one vsock socket: no attributes follow.</summary>
internal struct VsockRecord : ISocketRecord<VsockRecord>
{
    private const byte NewestState = 13;
    private const uint Any = uint.MaxValue; // VMADDR_CID_ANY, VMADDR_PORT_ANY

    private vsock_diag_msg _message;

    /// <summary>Reads the payload of one answer.</summary>
    /// <exception cref="MalformedMessageException">Too short, of another family, or in a state that cannot be.</exception>
    public static VsockRecord Parse(ReadOnlySpan<byte> payload, long offset)
    {
        int fixedLength = Unsafe.SizeOf<vsock_diag_msg>();
        if (payload.Length < fixedLength) throw new MalformedMessageException(offset, $"a record has {payload.Length} bytes, at least {fixedLength} are expected");
        var record = new VsockRecord { _message = MemoryMarshal.Read<vsock_diag_msg>(payload) };
        if (record._message.vdiag_family != VsockTable.AddressFamily)
            throw new MalformedMessageException(offset, $"a record is of address family {record._message.vdiag_family}, {VsockTable.AddressFamily} is expected");
        if (record._message.vdiag_state is 0 or > NewestState)
            throw new MalformedMessageException(offset + 2, $"a record is in state {record._message.vdiag_state}, 1 to {NewestState} is expected");
        return record;
    }

    public readonly SocketProtocol Protocol => SocketProtocol.Vsock;
    public readonly SocketState State => (SocketState)(1 << _message.vdiag_state);
    public readonly SocketType Type => (SocketType)_message.vdiag_type;
    public readonly SocketShutdown Shutdown => (SocketShutdown)_message.vdiag_shutdown;
    public readonly uint LocalContextId => _message.vdiag_src_cid;

    /// <summary>Null where it is bound to none.</summary>
    public readonly uint? LocalPort => _message.vdiag_src_port == Any ? null : _message.vdiag_src_port;

    /// <summary>Null where nobody is at the other end.</summary>
    public readonly uint? RemoteContextId => _message.vdiag_dst_cid == Any ? null : _message.vdiag_dst_cid;

    /// <summary>Null where nobody is at the other end.</summary>
    public readonly uint? RemotePort => _message.vdiag_dst_port == Any ? null : _message.vdiag_dst_port;

    public readonly uint Inode => _message.vdiag_ino;
    public readonly uint HeldInode => Inode;
    public readonly ulong? Cookie => _message.vdiag_cookie.Value is ulong cookie and not 0 and not ulong.MaxValue ? cookie : null;
    public readonly uint? UserId => null;
    public readonly int InterfaceIndex => 0;
    public readonly (long Receive, long Send)? Queues => null;

    /// <summary>The kernel does not tell which listener it would be.</summary>
    public readonly bool IsAwaitingAccept => false;

    public readonly IReadOnlyList<uint> ListenerInodes(Listeners? listeners) => [];
    public readonly IReadOnlyList<uint> PeerInodes(Origin origin) => [];
    public readonly bool Is(SocketFilter condition) => false;
}
