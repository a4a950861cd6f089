// Protocol 200 with a local address, ICMP connected, ICMPv6.
#include "family.h"

FAMILY(raw)
{
    socklen_t length;
    struct sockaddr_storage four = loopback(AF_INET, 0, &length);
    must(bind(need(AF_INET, SOCK_RAW, 200), (struct sockaddr *)&four, length), "bind");
    must(connect(need(AF_INET, SOCK_RAW, IPPROTO_ICMP), (struct sockaddr *)&four, length), "connect");
    struct sockaddr_storage six = loopback(AF_INET6, 0, &length);
    must(bind(need(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6), (struct sockaddr *)&six, length), "bind");
}
