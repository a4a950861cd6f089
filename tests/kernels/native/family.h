// What a family's file is made of: one FAMILY(name) { ... }, which opens its sockets and returns, and whatever more it needs. It runs in a process of its own, which then holds
// them, and fails for itself alone. `must` ends it, `need` says that the kernel lacks it.
#ifndef FAMILY_H
#define FAMILY_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct family {
    const char *name;
    void (*open)(void);
    struct family *next;
};
extern struct family *families;

#define FAMILY(name)                                                   \
    static void open_##name(void);                                     \
    static struct family family_##name = { #name, open_##name, NULL }; \
    __attribute__((constructor)) static void join_##name(void)         \
    {                                                                  \
        family_##name.next = families;                                 \
        families = &family_##name;                                     \
    }                                                                  \
    static void open_##name(void)

// Ends the family with "failed NAME: WHAT: why" if the result is below 0.
int must(int result, const char *what);

// A socket, or the end of the family with "lacks NAME: socket: why".
int need(int domain, int type, int protocol);

// Says "NAME LABEL inode", for checks that want to know one of them.
void held(int descriptor, const char *label);

// 127.0.0.1 and ::1.
struct sockaddr_storage loopback(int domain, int port, socklen_t *length);

// A listener, a client connected to it, and the accepted end (-1 where accept is 0), of a family that has addresses as TCP has.
struct pair {
    int listener, client, accepted;
};
struct pair connected(int domain, int type, int protocol, int port, int accept);
#endif
