using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag.Families.Tipc;

/// <summary>What the kernel said of one TIPC socket: attributes within one attribute.</summary>
internal struct TipcRecord : ISocketRecord<TipcRecord>
{
    private const uint NewestState = 13;

    /// <summary>Reads the payload of one answer.</summary>
    /// <exception cref="MalformedMessageException">It holds no socket, lacks a state or has one that cannot be, or an attribute is damaged.</exception>
    public static TipcRecord Parse(ReadOnlySpan<byte> payload, long offset)
    {
        var attributes = new AttributeReader(payload, offset);
        while (attributes.Read())
        {
            if ((TipcAttribute)attributes.Type == TipcAttribute.Socket) return OfSocket(new(attributes.Value, attributes.ValueOffset), offset);
        }
        throw new MalformedMessageException(offset, "a record holds no socket");
    }

    private static TipcRecord OfSocket(AttributeReader attributes, long offset)
    {
        var record = new TipcRecord();
        uint state = 0;
        while (attributes.Read())
        {
            switch ((TipcSocketAttribute)attributes.Type)
            {
                case TipcSocketAttribute.Address: record.Node = attributes.As<uint>(); break;
                case TipcSocketAttribute.Reference: record.PortReference = attributes.As<uint>(); break;
                case TipcSocketAttribute.Connection: record.ReadConnection(new(attributes.Value, attributes.ValueOffset)); break;
                case TipcSocketAttribute.HasPublication: record.IsPublished = true; break;
                case TipcSocketAttribute.Statistics: record.ReadStatistics(new(attributes.Value, attributes.ValueOffset)); break;
                case TipcSocketAttribute.Type: record.Type = (SocketType)attributes.As<uint>(); break;
                case TipcSocketAttribute.Inode: record.Inode = attributes.As<uint>(); break;
                case TipcSocketAttribute.User: record.UserId = attributes.As<uint>(); break;
                case TipcSocketAttribute.State: state = attributes.As<uint>(); break;
                case TipcSocketAttribute.Cookie: record.Cookie = attributes.As<ulong>() is ulong cookie and not 0 and not ulong.MaxValue ? cookie : null; break;
            }
        }
        if (state is 0 or > NewestState) throw new MalformedMessageException(offset, $"a record is in state {state}, 1 to {NewestState} is expected");
        record.State = (SocketState)(1 << (int)state);
        return record;
    }

    private void ReadConnection(AttributeReader attributes)
    {
        bool isByService = false;
        uint? type = null, instance = null;
        while (attributes.Read())
        {
            switch ((TipcConnectionAttribute)attributes.Type)
            {
                case TipcConnectionAttribute.Flag: isByService = true; break;
                case TipcConnectionAttribute.Node: PeerNode = attributes.As<uint>(); break;
                case TipcConnectionAttribute.Socket: PeerPortReference = attributes.As<uint>(); break;
                case TipcConnectionAttribute.Type: type = attributes.As<uint>(); break;
                case TipcConnectionAttribute.Instance: instance = attributes.As<uint>(); break;
            }
        }
        if (isByService) (ServiceType, ServiceInstance) = (type, instance);
    }

    private void ReadStatistics(AttributeReader attributes)
    {
        IsLinkCongested = IsConnectionCongested = false; // flags: they are there or not
        while (attributes.Read())
        {
            switch ((TipcStatisticsAttribute)attributes.Type)
            {
                case TipcStatisticsAttribute.ReceiveQueue: ReceiveQueue = attributes.As<uint>(); break;
                case TipcStatisticsAttribute.SendQueue: SendQueue = attributes.As<uint>(); break;
                case TipcStatisticsAttribute.LinkCongested: IsLinkCongested = true; break;
                case TipcStatisticsAttribute.ConnectionCongested: IsConnectionCongested = true; break;
                case TipcStatisticsAttribute.Drops: Drops = attributes.As<uint>(); break;
            }
        }
    }

    public readonly SocketProtocol Protocol => SocketProtocol.Tipc;
    public SocketState State { get; private set; }
    public SocketType Type { get; private set; }

    /// <summary>0 as long as the machine is a node of no cluster.</summary>
    public uint Node { get; private set; }

    public uint PortReference { get; private set; }
    public uint? PeerNode { get; private set; }
    public uint? PeerPortReference { get; private set; }

    /// <summary>What was asked for to reach the peer; null where it was its port.</summary>
    public uint? ServiceType { get; private set; }

    public uint? ServiceInstance { get; private set; }
    public bool IsPublished { get; private set; }
    public uint? ReceiveQueue { get; private set; }
    public uint? SendQueue { get; private set; }
    public bool? IsLinkCongested { get; private set; }
    public bool? IsConnectionCongested { get; private set; }
    public uint? Drops { get; private set; }
    public uint Inode { get; private set; }
    public readonly uint HeldInode => Inode;
    public uint? UserId { get; private set; }
    public ulong? Cookie { get; private set; }
    public readonly int InterfaceIndex => 0;

    /// <summary>Null: they are messages here, and bytes elsewhere, to which they are not added.</summary>
    public readonly (long Receive, long Send)? Queues => null;

    /// <summary>A connection is a socket when it was accepted.</summary>
    public readonly bool IsAwaitingAccept => false;

    public readonly IReadOnlyList<uint> ListenerInodes(Listeners? listeners) => [];
    public readonly IReadOnlyList<uint> PeerInodes(Origin origin) => [];
    public readonly bool Is(SocketFilter condition) => false;
}
