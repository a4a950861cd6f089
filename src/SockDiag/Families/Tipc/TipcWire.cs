// The layouts of linux/tipc_sockets_diag.h and linux/tipc_netlink.h, under their names. A test holds every offset to the C compiler's.
#pragma warning disable IDE1006 // the header's own names

namespace SockDiag.Families.Tipc;

internal struct tipc_sock_diag_req
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public ushort pad;
    public uint tidiag_states;
}

/// <summary>What a message holds: TIPC_NLA_*.</summary>
internal enum TipcAttribute : ushort
{
    Socket = 2,
}

/// <summary>Within it: TIPC_NLA_SOCK_*.</summary>
internal enum TipcSocketAttribute : ushort
{
    Address = 1,
    Reference = 2,
    Connection = 3,
    HasPublication = 4,
    Statistics = 5,
    Type = 6,
    Inode = 7,
    User = 8,
    State = 9,
    Cookie = 10,
}

/// <summary>Within a connection: TIPC_NLA_CON_*.</summary>
internal enum TipcConnectionAttribute : ushort
{
    Flag = 1,
    Node = 2,
    Socket = 3,
    Type = 4,
    Instance = 5,
}

/// <summary>Within the statistics: TIPC_NLA_SOCK_STAT_*.</summary>
internal enum TipcStatisticsAttribute : ushort
{
    ReceiveQueue = 0,
    SendQueue = 1,
    LinkCongested = 2,
    ConnectionCongested = 3,
    Drops = 4,
}
