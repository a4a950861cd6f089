// Listener with a connection waiting, connections of both address families, one closed and one shut down half way, congestion controls, TLS.
#include "family.h"
#include <netinet/tcp.h>

static void controlled(int port, const char *name)
{
    struct pair pair = connected(AF_INET, SOCK_STREAM, 0, port, 1);
    if (setsockopt(pair.client, IPPROTO_TCP, TCP_CONGESTION, name, strlen(name)) < 0) printf("lacks tcp-%s: setsockopt: %s\n", name, strerror(errno));
    else must(write(pair.client, "hello", 5), "write");
}

FAMILY(tcp)
{
    struct pair one = connected(AF_INET, SOCK_STREAM, 0, 5001, 0);
    held(one.listener, "listener");
    struct pair four = connected(AF_INET, SOCK_STREAM, 0, 5003, 1);
    must(write(four.accepted, "hello", 5), "write"); // unread
    struct pair six = connected(AF_INET6, SOCK_STREAM, 0, 5004, 1);
    held(six.accepted, "six");
    controlled(5005, "bbr");
    controlled(5006, "dctcp");
    controlled(5007, "vegas");

    struct pair secret = connected(AF_INET, SOCK_STREAM, 0, 5008, 1);
    if (setsockopt(secret.client, IPPROTO_TCP, TCP_ULP, "tls", 4) < 0) printf("lacks tls: setsockopt: %s\n", strerror(errno));

    struct pair half = connected(AF_INET, SOCK_STREAM, 0, 5009, 1);
    must(shutdown(half.client, SHUT_WR), "shutdown"); // FIN-WAIT-2 and CLOSE-WAIT
    struct pair over = connected(AF_INET, SOCK_STREAM, 0, 5010, 1);
    close(over.client); // TIME-WAIT
    close(over.accepted);

    int bound = need(AF_INET, SOCK_STREAM, 0); // visible since 6.8
    socklen_t length;
    struct sockaddr_storage address = loopback(AF_INET, 5011, &length);
    must(bind(bound, (struct sockaddr *)&address, length), "bind");
    held(bound, "bound");
}
