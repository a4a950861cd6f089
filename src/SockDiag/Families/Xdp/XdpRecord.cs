using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag.Families.Xdp;

/// <summary>What the kernel said of one XDP socket.</summary>
internal struct XdpRecord : ISocketRecord<XdpRecord>
{
    private xdp_diag_msg _message;

    /// <summary>Reads the payload of one answer.</summary>
    /// <exception cref="MalformedMessageException">Too short, of another family, or with a damaged attribute.</exception>
    public static XdpRecord Parse(ReadOnlySpan<byte> payload, long offset)
    {
        int fixedLength = Unsafe.SizeOf<xdp_diag_msg>();
        if (payload.Length < fixedLength) throw new MalformedMessageException(offset, $"a record has {payload.Length} bytes, at least {fixedLength} are expected");
        var record = new XdpRecord { _message = MemoryMarshal.Read<xdp_diag_msg>(payload), Detail = new() };
        if (record._message.xdiag_family != XdpTable.AddressFamily)
            throw new MalformedMessageException(offset, $"a record is of address family {record._message.xdiag_family}, {XdpTable.AddressFamily} is expected");
        XdpDetail detail = record.Detail;
        var attributes = new AttributeReader(payload[fixedLength..], offset + fixedLength);
        while (attributes.Read())
        {
            switch ((XdpAttribute)attributes.Type)
            {
                case XdpAttribute.Information: detail.Information = attributes.As<xdp_diag_info>(); break;
                case XdpAttribute.UserId: detail.UserId = attributes.As<uint>(); break;
                case XdpAttribute.ReceiveRing: detail.ReceiveRing = attributes.As<xdp_diag_ring>(); break;
                case XdpAttribute.TransmitRing: detail.TransmitRing = attributes.As<xdp_diag_ring>(); break;
                case XdpAttribute.Umem: detail.Umem = attributes.As<xdp_diag_umem>(); break;
                case XdpAttribute.FillRing: detail.FillRing = attributes.As<xdp_diag_ring>(); break;
                case XdpAttribute.CompletionRing: detail.CompletionRing = attributes.As<xdp_diag_ring>(); break;
                case XdpAttribute.Memory: detail.Memory = new SocketMemory(attributes.Value); break;
                case XdpAttribute.Statistics: detail.Statistics = attributes.As<xdp_diag_stats>(); break;
            }
        }
        return record;
    }

    public XdpDetail Detail { get; private set; }

    public readonly SocketProtocol Protocol => SocketProtocol.Xdp;

    /// <summary>The kernel tells none.</summary>
    public readonly SocketState State => SocketState.Unconnected;

    public readonly uint Inode => _message.xdiag_ino;
    public readonly uint HeldInode => Inode;
    public readonly ulong? Cookie => _message.xdiag_cookie.Value is ulong cookie and not 0 and not ulong.MaxValue ? cookie : null;
    public readonly uint? UserId => Detail.UserId;
    public readonly int InterfaceIndex => (int)(Detail.Information?.ifindex ?? 0);

    /// <summary>Null where it is bound to none: the kernel says 0 then too.</summary>
    public readonly uint? QueueId => InterfaceIndex == 0 ? null : Detail.Information?.queue_id;

    /// <summary>Null: what waits is in the rings, and the kernel tells only how long they are.</summary>
    public readonly (long Receive, long Send)? Queues => null;

    public readonly bool IsAwaitingAccept => false;
    public readonly IReadOnlyList<uint> ListenerInodes(Listeners? listeners) => [];
    public readonly IReadOnlyList<uint> PeerInodes(Origin origin) => [];
    public readonly bool Is(SocketFilter condition) => false;
}
