using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag.Families.Packet;

/// <summary>What the kernel said of one packet socket.</summary>
internal struct PacketRecord : ISocketRecord<PacketRecord>
{
    private packet_diag_msg _message;
    private uint? _userId;

    /// <summary>Reads the payload of one answer.</summary>
    /// <param name="payload">What follows the netlink header.</param>
    /// <param name="offset">Where it starts, for errors.</param>
    /// <param name="reading">Learns the names of interfaces.</param>
    /// <exception cref="MalformedMessageException">Too short, of another family, or with a damaged attribute.</exception>
    public static PacketRecord Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        int fixedLength = Unsafe.SizeOf<packet_diag_msg>();
        if (payload.Length < fixedLength) throw new MalformedMessageException(offset, $"a record has {payload.Length} bytes, at least {fixedLength} are expected");
        var record = new PacketRecord { _message = MemoryMarshal.Read<packet_diag_msg>(payload), Detail = new() };
        if (record._message.pdiag_family != PacketTable.AddressFamily)
            throw new MalformedMessageException(offset, $"a record is of address family {record._message.pdiag_family}, {PacketTable.AddressFamily} is expected");
        PacketDetail detail = record.Detail;
        var attributes = new AttributeReader(payload[fixedLength..], offset + fixedLength);
        while (attributes.Read())
        {
            switch ((PacketAttribute)attributes.Type)
            {
                case PacketAttribute.Information: detail.Information = attributes.As<packet_diag_info>(); break;
                case PacketAttribute.Memberships: detail.Memberships = PacketMembershipList.Read(attributes.Value, reading); break;
                case PacketAttribute.ReceiveRing: detail.ReceiveRing = new PacketRing(attributes.As<packet_diag_ring>()); break;
                case PacketAttribute.TransmitRing: detail.TransmitRing = new PacketRing(attributes.As<packet_diag_ring>()); break;
                case PacketAttribute.Fanout: detail.Fanout = new PacketFanout(attributes.As<uint>()); break;
                case PacketAttribute.UserId: record._userId = attributes.As<uint>(); break;
                case PacketAttribute.Memory: detail.Memory = new SocketMemory(attributes.Value); break;
                case PacketAttribute.Filter: detail.Filter = attributes.Value.ToArray(); break;
            }
        }
        return record;
    }

    public PacketDetail Detail { get; private set; }

    public readonly SocketProtocol Protocol => SocketProtocol.Packet;

    /// <summary>The kernel tells none.</summary>
    public readonly SocketState State => SocketState.Unconnected;

    public readonly PacketSocketType SocketType => (PacketSocketType)_message.pdiag_type;
    public readonly int EtherType => _message.pdiag_num;
    public readonly uint Inode => _message.pdiag_ino;
    public readonly uint HeldInode => Inode;
    public readonly ulong? Cookie => _message.pdiag_cookie.Value is ulong cookie and not 0 and not ulong.MaxValue ? cookie : null;
    public readonly uint? UserId => _userId;
    public readonly int InterfaceIndex => (int)(Detail.Information?.pdi_index ?? 0);
    public readonly (long Receive, long Send)? Queues => Detail.Memory is { ReceiveAllocated: long receive, TransmitAllocated: long send } ? (receive, send) : null;
    public readonly bool IsAwaitingAccept => false;
    public readonly IReadOnlyList<uint> ListenerInodes(Listeners? listeners) => [];

    public readonly IReadOnlyList<uint> PeerInodes(Origin origin) => [];
    public readonly bool Is(SocketFilter condition) => false;
}
