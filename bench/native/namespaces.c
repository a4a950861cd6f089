// namespaces COUNT: makes that many network namespaces under /run/netns, as `ip netns` does, with
// five sockets in each: two ends of a TCP connection, its listener, and two UDP sockets. Says
// "ready <sockets> 1" (one process), and ends when its stdin closes. The names are for those who
// share its mount namespace, so run it in one that was made for it.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void check(int result, const char *what)
{
    if (result >= 0) return;
    perror(what);
    exit(1);
}

static int new_socket(int type)
{
    int s = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    check(s, "namespaces: socket");
    return s;
}

static void open_sockets(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int listener = new_socket(SOCK_STREAM);
    struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP };
    check(ioctl(listener, SIOCSIFFLAGS, &loopback), "namespaces: lo up");
    check(bind(listener, (struct sockaddr *)&address, length), "namespaces: bind");
    check(listen(listener, 16), "namespaces: listen");
    check(getsockname(listener, (struct sockaddr *)&address, &length), "namespaces: getsockname");
    check(connect(new_socket(SOCK_STREAM), (struct sockaddr *)&address, length), "namespaces: connect");
    check(accept(listener, NULL, NULL), "namespaces: accept");
    for (int i = 0; i < 2; i++) {
        address.sin_port = 0;
        check(bind(new_socket(SOCK_DGRAM), (struct sockaddr *)&address, length), "namespaces: bind");
    }
}

int main(int argc, char **argv)
{
    int count = argc == 2 ? atoi(argv[1]) : 0;
    if (count < 1) {
        fprintf(stderr, "usage: namespaces COUNT\n");
        return 2;
    }
    struct rlimit limit;
    check(getrlimit(RLIMIT_NOFILE, &limit), "namespaces: getrlimit");
    limit.rlim_cur = limit.rlim_max;
    check(setrlimit(RLIMIT_NOFILE, &limit), "namespaces: setrlimit");

    if (mkdir("/run/netns", 0755) < 0 && access("/run/netns", F_OK) < 0) check(-1, "namespaces: /run/netns");
    check(mount("names", "/run/netns", "tmpfs", 0, NULL), "namespaces: tmpfs");

    int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    check(own, "namespaces: /proc/self/ns/net");
    for (int i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "/run/netns/bench%d", i);
        check(unshare(CLONE_NEWNET), "namespaces: unshare");
        check(close(open(name, O_CREAT | O_WRONLY, 0444)), "namespaces: name");
        check(mount("/proc/self/ns/net", name, NULL, MS_BIND, NULL), "namespaces: bind mount");
        open_sockets();
    }
    check(setns(own, CLONE_NEWNET), "namespaces: setns");
    printf("ready %d 1\n", count * 5);
    fflush(stdout);
    for (char byte; read(STDIN_FILENO, &byte, 1) > 0; ) { }
    return umount2("/run/netns", MNT_DETACH) == 0 ? 0 : 1;
}
