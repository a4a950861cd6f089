// SMC has no device here, so every connection falls back to TCP: one of each address family, one whose client speaks TCP alone, one whose client sends no more, one whose client closed,
// one that nobody accepts, one whose program chose TCP. Beside them one on the way to a peer, listeners of all addresses, sockets that are new or only bound, and, where the kernel
// has the protocol's number (6.11), a connection of sockets that were opened by it. What TCP has alone is at 5077 and has its local port from 5080 on; else every TCP socket of these ports is
// one under an SMC socket.
#include "family.h"
#include <netinet/tcp.h>
#include <poll.h>

enum { SMC = 43, V4 = 0, V6 = 1, BY_NUMBER = 256 }; // AF_SMC, SMCPROTO_SMC, SMCPROTO_SMC6, IPPROTO_SMC

static void at(int (*call)(int, const struct sockaddr *, socklen_t), int descriptor, int domain, int port, const char *what)
{
    socklen_t length;
    struct sockaddr_storage address = loopback(domain, port, &length);
    must(call(descriptor, (struct sockaddr *)&address, length), what);
}

static int listening(int family, int protocol, int domain, int port)
{
    int listener = need(family, SOCK_STREAM, protocol);
    at(bind, listener, domain, port, "bind");
    must(listen(listener, 4), "listen");
    return listener;
}

static int client(int family, int protocol, int domain, int port)
{
    int client = need(family, SOCK_STREAM, protocol);
    at(connect, client, domain, port, "connect");
    return client;
}

static int client_at(int own, int family, int port)
{
    int client = need(family, SOCK_STREAM, 0);
    at(bind, client, AF_INET, own, "bind");
    at(connect, client, AF_INET, port, "connect");
    return client;
}

// One comes into the queue when both ends have spoken.
static void await(int listener)
{
    must(poll(&(struct pollfd) { listener, POLLIN, 0 }, 1, -1), "poll");
}

static int next(int listener)
{
    return must(accept(listener, NULL, NULL), "accept");
}

static int everywhere(int domain, int protocol, int port)
{
    struct sockaddr_storage address = { .ss_family = domain }; // all zeros: every address
    ((struct sockaddr_in *)&address)->sin_port = htons(port);  // in both it is in the same place
    int listener = need(SMC, SOCK_STREAM, protocol);
    must(bind(listener, (struct sockaddr *)&address, domain == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6)), "bind");
    must(listen(listener, 4), "listen");
    return listener;
}

FAMILY(smc)
{
    int listener = listening(SMC, V4, AF_INET, 5071);
    held(listener, "listener");
    held(client(SMC, V4, AF_INET, 5071), "client");
    held(next(listener), "accepted");
    client_at(5080, AF_INET, 5071);
    held(next(listener), "plain");
    int silent = client(SMC, V4, AF_INET, 5071);
    next(listener);
    must(shutdown(silent, SHUT_WR), "shutdown");
    held(silent, "silent");
    int gone = client_at(5081, SMC, 5071);
    held(next(listener), "abandoned");
    close(gone);
    int chosen = need(SMC, SOCK_STREAM, V4), on = 1;
    must(setsockopt(chosen, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof on), "fastopen");
    at(connect, chosen, AF_INET, 5071, "connect");
    held(chosen, "chosen");
    await(listener);

    int listener6 = listening(SMC, V6, AF_INET6, 5072);
    held(listener6, "listener6");
    held(client(SMC, V6, AF_INET6, 5072), "client6");
    held(next(listener6), "accepted6");

    int queue = listening(SMC, V4, AF_INET, 5073);
    held(queue, "queue");
    held(client(SMC, V4, AF_INET, 5073), "waiting");
    await(queue);

    int bound = need(SMC, SOCK_STREAM, V4);
    at(bind, bound, AF_INET, 5074, "bind");
    held(bound, "bound");
    held(need(SMC, SOCK_STREAM, V4), "new");
    held(everywhere(AF_INET, V4, 5075), "everywhere");
    int everywhere6 = everywhere(AF_INET6, V6, 5076);
    held(everywhere6, "everywhere6");
    held(client(SMC, V4, AF_INET, 5076), "mapped");
    held(next(everywhere6), "mapped-accepted");

    int full = need(AF_INET, SOCK_STREAM, 0), connecting = need(SMC, SOCK_STREAM | SOCK_NONBLOCK, V4);
    at(bind, full, AF_INET, 5077, "bind");
    must(listen(full, 0), "listen");
    client_at(5082, AF_INET, 5077); // fills its queue
    socklen_t length;
    struct sockaddr_storage address = loopback(AF_INET, 5077, &length);
    if (connect(connecting, (struct sockaddr *)&address, length) == 0 || errno != EINPROGRESS) must(-1, "connect");
    held(connecting, "connecting");

    int numbered = socket(AF_INET, SOCK_STREAM, BY_NUMBER);
    if (numbered < 0) {
        printf("lacks smc-number: socket: %s\n", strerror(errno));
        return;
    }
    held(numbered, "number-new");
    numbered = listening(AF_INET, BY_NUMBER, AF_INET, 5078);
    held(numbered, "number");
    held(client(AF_INET, BY_NUMBER, AF_INET, 5078), "number-client");
    held(next(numbered), "number-accepted");
    int numbered6 = listening(AF_INET6, BY_NUMBER, AF_INET6, 5079);
    held(client(AF_INET6, BY_NUMBER, AF_INET6, 5079), "number-client6");
    held(next(numbered6), "number-accepted6");
}
