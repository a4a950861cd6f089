namespace SockDiag;

/// <summary>What a netlink socket is about (<c>NETLINK_*</c>). A protocol that is not here shows as its number.</summary>
public enum NetlinkProtocol
{
    /// <summary>Links, addresses, routes, neighbours, traffic control.</summary>
    Route = 0,

    /// <summary>Unused.</summary>
    Unused = 1,

    /// <summary>Left to programs among themselves.</summary>
    UserSock = 2,

    /// <summary>Firewalls of old.</summary>
    Firewall = 3,

    /// <summary>Lists of sockets: what this library asks by.</summary>
    SockDiag = 4,

    /// <summary>Packets that a firewall logged, of old.</summary>
    NetfilterLog = 5,

    /// <summary>IPsec.</summary>
    Xfrm = 6,

    /// <summary>SELinux's events.</summary>
    SELinux = 7,

    /// <summary>iSCSI.</summary>
    Iscsi = 8,

    /// <summary>The audit system.</summary>
    Audit = 9,

    /// <summary>Looks a route up.</summary>
    FibLookup = 10,

    /// <summary>The connector: events of processes, and others.</summary>
    Connector = 11,

    /// <summary>Netfilter: nftables, connection tracking, logs, queues.</summary>
    Netfilter = 12,

    /// <summary>IPv6 firewalls of old.</summary>
    IP6Firewall = 13,

    /// <summary>DECnet's messages about routes.</summary>
    DecNetRouteMessages = 14,

    /// <summary>Events of devices: what udev listens to.</summary>
    KObjectUEvent = 15,

    /// <summary>Generic netlink: families by name, such as nl80211, wireguard, ethtool.</summary>
    Generic = 16,

    /// <summary>SCSI transports.</summary>
    ScsiTransport = 18,

    /// <summary>eCryptfs.</summary>
    ECryptFS = 19,

    /// <summary>RDMA.</summary>
    Rdma = 20,

    /// <summary>The kernel's cryptography.</summary>
    Crypto = 21,

    /// <summary>SMC's counters.</summary>
    SmcMonitoring = 22,
}
