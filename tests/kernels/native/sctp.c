// One-to-one with an association, one of several addresses, one that closes before all is read, one with data unread, and one-to-many.
#include "family.h"
#include <fcntl.h>

// Binds to several addresses of 127.0.0.0/8: SCTP_SOCKOPT_BINDX_ADD.
static void bound(int descriptor, int port, const char *first, const char *second)
{
    struct sockaddr_in addresses[2] = { { .sin_family = AF_INET, .sin_port = htons(port) }, { .sin_family = AF_INET, .sin_port = htons(port) } };
    inet_pton(AF_INET, first, &addresses[0].sin_addr);
    inet_pton(AF_INET, second, &addresses[1].sin_addr);
    must(bind(descriptor, (struct sockaddr *)&addresses[0], sizeof addresses[0]), "bind");
    must(setsockopt(descriptor, 132, 100, &addresses[1], sizeof addresses[1]), "bindx");
}

FAMILY(sctp)
{
    connected(AF_INET, SOCK_STREAM, 132, 5031, 1);
    connected(AF_INET6, SOCK_STREAM, 132, 5032, 1);
    struct pair many = connected(AF_INET, SOCK_SEQPACKET, 132, 5033, 0);
    held(many.listener, "one-to-many");

    int listener = need(AF_INET, SOCK_STREAM, 132), client = need(AF_INET, SOCK_STREAM, 132);
    bound(listener, 5034, "127.0.0.1", "127.0.0.2");
    must(listen(listener, 4), "listen");
    bound(client, 5035, "127.0.0.1", "127.0.0.3");
    socklen_t length;
    struct sockaddr_storage address = loopback(AF_INET, 5034, &length);
    must(connect(client, (struct sockaddr *)&address, length), "connect");
    held(client, "addresses");
    held(listener, "waiting"); // nobody accepts

    struct pair full = connected(AF_INET, SOCK_STREAM, 132, 5036, 1);
    struct { int32_t association; uint32_t initial, maximum, minimum; } patience = { 0, 60000, 60000, 60000 };
    must(setsockopt(full.client, 132, 0, &patience, sizeof patience), "rtoinfo"); // or it is given up after half a minute
    char much[4096] = { 0 };
    must(fcntl(full.client, F_SETFL, O_NONBLOCK), "fcntl");
    while (send(full.client, much, sizeof much, MSG_NOSIGNAL) > 0) { }
    must(shutdown(full.client, SHUT_WR), "shutdown"); // SHUTDOWN-PENDING: not all is acknowledged
    held(full.client, "closing");

    struct pair unread = connected(AF_INET, SOCK_STREAM, 132, 5037, 1);
    must(send(unread.client, "hello", 5, MSG_NOSIGNAL), "send");
    held(unread.accepted, "unread");
}
