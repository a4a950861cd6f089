// A listener with a name and one in a file, with a client each, one waiting; a datagram pair; a seqpacket pair; an unnamed one.
#include "family.h"
#include <stddef.h>

static void named(const char *name, size_t size, int accepts)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy(address.sun_path, name, size);
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + size;
    int listener = need(AF_UNIX, SOCK_STREAM, 0), client = need(AF_UNIX, SOCK_STREAM, 0);
    must(bind(listener, (struct sockaddr *)&address, length), "bind");
    must(listen(listener, 4), "listen");
    must(connect(client, (struct sockaddr *)&address, length), "connect");
    if (accepts) must(accept(listener, NULL, NULL), "accept");
}

#undef unix
FAMILY(unix)
{
    named("\0abstract", 9, 1);
    named("/tmp/listener", 14, 0);
    int ends[2];
    must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), "socketpair");
    held(ends[0], "datagram");
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), "socketpair");
    need(AF_UNIX, SOCK_STREAM, 0);
}
