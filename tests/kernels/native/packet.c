#include "family.h"
#include <linux/if_ether.h>
#include <linux/if_packet.h>

FAMILY(packet)
{
    struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = if_nametoindex("lo") };
    must(bind(need(AF_PACKET, SOCK_RAW, 0), (struct sockaddr *)&address, sizeof address), "bind");
    need(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ARP));
}
