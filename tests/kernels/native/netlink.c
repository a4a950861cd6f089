#include "family.h"
#include <linux/netlink.h>

FAMILY(netlink)
{
    struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 }; // links, of route
    must(bind(need(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), (struct sockaddr *)&address, sizeof address), "bind");
    struct sockaddr_nl plain = { .nl_family = AF_NETLINK };
    must(bind(need(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC), (struct sockaddr *)&plain, sizeof plain), "bind");
}
