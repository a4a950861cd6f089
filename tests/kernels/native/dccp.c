// The service code that both ends need is 1. A fresh client is in PARTOPEN; it is in OPEN when it has heard of the server again.
#include "family.h"

static void serve(int descriptor)
{
    uint32_t service = htonl(1);
    must(setsockopt(descriptor, 269, 2, &service, sizeof service), "service"); // SOL_DCCP, DCCP_SOCKOPT_SERVICE
}

static struct pair both(int domain, int port)
{
    struct pair pair = { need(domain, 6, 33), need(domain, 6, 33), -1 }; // SOCK_DCCP, IPPROTO_DCCP
    serve(pair.listener);
    serve(pair.client);
    socklen_t length;
    struct sockaddr_storage address = loopback(domain, port, &length);
    must(bind(pair.listener, (struct sockaddr *)&address, length), "bind");
    must(listen(pair.listener, 4), "listen");
    must(connect(pair.client, (struct sockaddr *)&address, length), "connect");
    pair.accepted = must(accept(pair.listener, NULL, NULL), "accept");
    return pair;
}

// Both ends have spoken.
static struct pair spoken(int port)
{
    char word[8];
    struct pair pair = both(AF_INET, port);
    must(write(pair.client, "hello", 5), "write");
    must(read(pair.accepted, word, sizeof word), "read");
    must(write(pair.accepted, "world", 5), "write");
    must(read(pair.client, word, sizeof word), "read");
    return pair;
}

FAMILY(dccp)
{
    held(both(AF_INET, 5041).client, "partopen");
    both(AF_INET6, 5042);
    held(spoken(5043).client, "open");

    struct pair closed = spoken(5044);
    close(closed.client); // a Close came: PASSIVE-CLOSE
    held(closed.accepted, "passive-close");

    struct pair asked = spoken(5045);
    close(asked.accepted); // a CloseReq came: PASSIVE-CLOSEREQ, and ACTIVE-CLOSEREQ over there
    held(asked.client, "passive-closereq");

    int bound = need(AF_INET, 6, 33);
    serve(bound);
    socklen_t length;
    struct sockaddr_storage address = loopback(AF_INET, 5046, &length);
    must(bind(bound, (struct sockaddr *)&address, length), "bind");
    held(bound, "bound");
}
