// One unconnected, one connected, of each address family.
#include "family.h"

static void both(int domain, int protocol, int port)
{
    socklen_t length;
    struct sockaddr_storage address = loopback(domain, port, &length);
    int server = need(domain, SOCK_DGRAM, protocol), client = need(domain, SOCK_DGRAM, protocol);
    must(bind(server, (struct sockaddr *)&address, length), "bind");
    must(connect(client, (struct sockaddr *)&address, length), "connect");
    must(write(client, "hello", 5), "write"); // unread
}

FAMILY(udp)
{
    both(AF_INET, 0, 5012);
    both(AF_INET6, 0, 5012);
}

FAMILY(udplite)
{
    both(AF_INET, 136, 5013);
    both(AF_INET6, 136, 5013);
}
