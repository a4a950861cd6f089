namespace SockDiag.Names;

/// <summary>Names of IP protocols. They are kept here and not asked for, because a small machine has no /etc/protocols.</summary>
internal static class IPProtocolNames
{
    public static string? Of(int number) => number switch
    {
        1 => "icmp",
        2 => "igmp",
        4 => "ipip",
        6 => "tcp",
        8 => "egp",
        9 => "igp",
        17 => "udp",
        33 => "dccp",
        41 => "ipv6",
        46 => "rsvp",
        47 => "gre",
        50 => "esp",
        51 => "ah",
        58 => "ipv6-icmp",
        88 => "eigrp",
        89 => "ospf",
        94 => "ipip-encapsulation",
        97 => "etherip",
        98 => "encap",
        103 => "pim",
        108 => "ipcomp",
        112 => "vrrp",
        115 => "l2tp",
        124 => "isis",
        132 => "sctp",
        135 => "mobility",
        136 => "udplite",
        137 => "mpls",
        139 => "hip",
        140 => "shim6",
        255 => "raw",
        _ => null,
    };
}
