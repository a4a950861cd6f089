// SMC has no device here, so a connection falls back to TCP.
#include "family.h"

FAMILY(smc)
{
    socklen_t length;
    struct sockaddr_storage address = loopback(AF_INET, 5071, &length);
    int listener = need(43, SOCK_STREAM, 0), client = need(43, SOCK_STREAM, 0); // AF_SMC, SMCPROTO_SMC
    must(bind(listener, (struct sockaddr *)&address, length), "bind");
    must(listen(listener, 4), "listen");
    must(connect(client, (struct sockaddr *)&address, length), "connect");
    must(accept(listener, NULL, NULL), "accept");
}
