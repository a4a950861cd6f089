// A service with a connection. connect returns only when it was accepted, so a child connects.
#include "family.h"
#include <linux/tipc.h>

FAMILY(tipc)
{
    int listener = need(AF_TIPC, SOCK_SEQPACKET, 0);
    struct sockaddr_tipc service = { .family = AF_TIPC, .addrtype = TIPC_ADDR_NAMESEQ, .scope = TIPC_NODE_SCOPE, .addr.nameseq = { 18888, 17, 17 } };
    must(bind(listener, (struct sockaddr *)&service, sizeof service), "bind");
    must(listen(listener, 0), "listen");
    int client = need(AF_TIPC, SOCK_SEQPACKET, 0);
    if (fork() == 0) {
        struct sockaddr_tipc to = { .family = AF_TIPC, .addrtype = TIPC_ADDR_NAME, .addr.name = { { 18888, 17 }, 0 } };
        _exit(connect(client, (struct sockaddr *)&to, sizeof to) < 0);
    }
    must(accept(listener, NULL, NULL), "accept");
    need(AF_TIPC, SOCK_RDM, 0);
}
