using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag.Families.Netlink;

/// <summary>What the kernel said of one netlink socket.</summary>
internal struct NetlinkRecord : ISocketRecord<NetlinkRecord>
{
    private netlink_diag_msg _message;

    /// <summary>Reads the payload of one answer.</summary>
    /// <exception cref="MalformedMessageException">Too short, of another family, in a state that cannot be, or with a damaged attribute.</exception>
    public static NetlinkRecord Parse(ReadOnlySpan<byte> payload, long offset)
    {
        int fixedLength = Unsafe.SizeOf<netlink_diag_msg>();
        if (payload.Length < fixedLength) throw new MalformedMessageException(offset, $"a record has {payload.Length} bytes, at least {fixedLength} are expected");
        var record = new NetlinkRecord { _message = MemoryMarshal.Read<netlink_diag_msg>(payload) };
        if (record._message.ndiag_family != NetlinkTable.AddressFamily)
            throw new MalformedMessageException(offset, $"a record is of address family {record._message.ndiag_family}, {NetlinkTable.AddressFamily} is expected");
        if ((record.State & NetlinkTable.States) == 0) throw new MalformedMessageException(offset + 3, $"a record is in state {record._message.ndiag_state}, 1 or 7 is expected");
        var attributes = new AttributeReader(payload[fixedLength..], offset + fixedLength);
        while (attributes.Read())
        {
            switch ((NetlinkAttribute)attributes.Type)
            {
                case NetlinkAttribute.Memory: record.Memory = new SocketMemory(attributes.Value); break;
                case NetlinkAttribute.Groups: record.Groups = NetlinkGroupList.OfBits(attributes.Value); break;
                case NetlinkAttribute.Flags: record.Flags = (NetlinkSocketFlags)attributes.As<uint>(); break;
            }
        }
        return record;
    }

    /// <summary>Null where the kernel did not say.</summary>
    public SocketMemory? Memory { get; private set; }

    /// <summary>Null where the socket never was member of any.</summary>
    public NetlinkGroupList? Groups { get; private set; }

    public NetlinkSocketFlags? Flags { get; private set; }

    public readonly SocketProtocol Protocol => SocketProtocol.Netlink;
    public readonly SocketState State => (SocketState)(1 << (_message.ndiag_state & 31));
    public readonly NetlinkProtocol NetlinkProtocol => (NetlinkProtocol)_message.ndiag_protocol;
    public readonly uint PortId => _message.ndiag_portid;
    public readonly bool IsConnected => State == SocketState.Established;
    public readonly uint DestinationPortId => _message.ndiag_dst_portid;
    public readonly uint DestinationGroup => _message.ndiag_dst_group;
    public readonly uint Inode => _message.ndiag_ino;

    /// <summary>The kernel's own end: port id 0, which no program can bind, and no member of a group, which a program's socket without a port id can be.</summary>
    public readonly bool IsKernels => PortId == 0 && Groups is null or { Count: 0 };

    /// <summary>The kernel's own ends have an inode, and no program a descriptor of it.</summary>
    public readonly uint HeldInode => IsKernels ? 0 : Inode;

    public readonly ulong? Cookie => _message.ndiag_cookie.Value is ulong cookie and not 0 and not ulong.MaxValue ? cookie : null;
    public readonly uint? UserId => null;
    public readonly int InterfaceIndex => 0;
    public readonly (long Receive, long Send)? Queues => Memory is { ReceiveAllocated: long receive, TransmitAllocated: long send } ? (receive, send) : null;
    public readonly bool IsAwaitingAccept => false;
    public readonly IReadOnlyList<uint> ListenerInodes(Listeners? listeners) => [];

    public readonly IReadOnlyList<uint> PeerInodes(Origin origin) => [];
    public readonly bool Is(SocketFilter condition) => false;
}
