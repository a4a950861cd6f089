// A service with a connection by its name, another by node and reference; one with a message that nobody reads; sockets that are nothing yet. connect returns only when it was accepted,
// so a child connects.
#include "family.h"
#include <linux/tipc.h>

static int server(int type, unsigned service)
{
    int server = need(AF_TIPC, type, 0);
    struct sockaddr_tipc name = { .family = AF_TIPC, .addrtype = TIPC_ADDR_NAMESEQ, .scope = TIPC_NODE_SCOPE, .addr.nameseq = { service, 17, 17 } };
    must(bind(server, (struct sockaddr *)&name, sizeof name), "bind");
    return server;
}

static void connection(int listener, int type, struct sockaddr_tipc to, const char *client_label, const char *accepted_label)
{
    int client = need(AF_TIPC, type, 0);
    if (fork() == 0) _exit(connect(client, (struct sockaddr *)&to, sizeof to) < 0);
    int accepted = must(accept(listener, NULL, NULL), "accept");
    held(client, client_label);
    held(accepted, accepted_label);
}

FAMILY(tipc)
{
    int packets = server(SOCK_SEQPACKET, 18888);
    must(listen(packets, 0), "listen");
    held(packets, "listener");
    struct sockaddr_tipc by_name = { .family = AF_TIPC, .addrtype = TIPC_ADDR_NAME, .addr.name = { { 18888, 17 }, 0 } };
    connection(packets, SOCK_SEQPACKET, by_name, "client", "accepted");

    int stream = need(AF_TIPC, SOCK_STREAM, 0);
    must(listen(stream, 0), "listen");
    struct sockaddr_tipc by_id;
    socklen_t length = sizeof by_id;
    must(getsockname(stream, (struct sockaddr *)&by_id, &length), "getsockname");
    connection(stream, SOCK_STREAM, by_id, "stream", "stream-accepted");

    int reader = server(SOCK_RDM, 18889), writer = need(AF_TIPC, SOCK_DGRAM, 0);
    struct sockaddr_tipc to = { .family = AF_TIPC, .addrtype = TIPC_ADDR_NAME, .addr.name = { { 18889, 17 }, 0 } };
    must(sendto(writer, "hello", 5, 0, (struct sockaddr *)&to, sizeof to), "sendto");
    held(reader, "unread");
    held(writer, "datagram");
}
