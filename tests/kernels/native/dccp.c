// The service code that both ends need is 1. A fresh client is in PARTOPEN.
#include "family.h"

static void both(int domain, int port)
{
    int listener = need(domain, 6, 33), client = need(domain, 6, 33); // SOCK_DCCP, IPPROTO_DCCP
    uint32_t service = htonl(1);
    must(setsockopt(listener, 269, 2, &service, sizeof service), "service"); // SOL_DCCP, DCCP_SOCKOPT_SERVICE
    must(setsockopt(client, 269, 2, &service, sizeof service), "service");
    socklen_t length;
    struct sockaddr_storage address = loopback(domain, port, &length);
    must(bind(listener, (struct sockaddr *)&address, length), "bind");
    must(listen(listener, 4), "listen");
    must(connect(client, (struct sockaddr *)&address, length), "connect");
    must(accept(listener, NULL, NULL), "accept");
}

FAMILY(dccp)
{
    both(AF_INET, 5041);
    both(AF_INET6, 5042);
}
