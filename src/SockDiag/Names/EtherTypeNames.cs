namespace SockDiag.Names;

/// <summary>Names of what Ethernet carries.</summary>
internal static class EtherTypeNames
{
    public static string? Of(int number) => number switch
    {
        0x0001 => "802.3",
        0x0003 => "all",
        0x0004 => "802.2",
        0x000c => "can",
        0x000d => "canfd",
        0x0060 => "loop",
        0x0800 => "ip",
        0x0806 => "arp",
        0x22f0 => "tsn",
        0x22ea => "srp",
        0x8035 => "rarp",
        0x809b => "appletalk",
        0x8100 => "802.1q",
        0x8137 => "ipx",
        0x86dd => "ipv6",
        0x8808 => "pause",
        0x8809 => "slow",
        0x8847 => "mpls",
        0x8848 => "mpls-multicast",
        0x8863 => "pppoe-discovery",
        0x8864 => "pppoe",
        0x888e => "eapol",
        0x8892 => "profinet",
        0x88a2 => "aoe",
        0x88a4 => "ethercat",
        0x88a8 => "802.1ad",
        0x88ca => "tipc",
        0x88cc => "lldp",
        0x88e5 => "macsec",
        0x88f5 => "mvrp",
        0x88f7 => "ptp",
        0x8902 => "cfm",
        0x8906 => "fcoe",
        0x8914 => "fip",
        _ => null,
    };
}
