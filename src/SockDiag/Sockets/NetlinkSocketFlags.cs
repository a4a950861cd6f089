namespace SockDiag;

/// <summary>What a netlink socket is doing and what was set on it (<c>NDIAG_FLAG_*</c>).</summary>
[Flags]
public enum NetlinkSocketFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A dump that it asked for is running (<c>NDIAG_FLAG_CB_RUNNING</c>).</summary>
    DumpRunning = 1 << 0,

    /// <summary>Messages say of which group they are (<c>NETLINK_PKTINFO</c>).</summary>
    PacketInformation = 1 << 1,

    /// <summary>The sender is told where its message was lost here (<c>NETLINK_BROADCAST_ERROR</c>).</summary>
    BroadcastErrors = 1 << 2,

    /// <summary>It is not told where messages to it were lost (<c>NETLINK_NO_ENOBUFS</c>).</summary>
    NoOverflowErrors = 1 << 3,

    /// <summary>It gets messages of all network namespaces that have a number in its own (<c>NETLINK_LISTEN_ALL_NSID</c>).</summary>
    AllNamespaces = 1 << 4,

    /// <summary>Errors come without the request that they are about (<c>NETLINK_CAP_ACK</c>).</summary>
    CappedErrors = 1 << 5,
}
