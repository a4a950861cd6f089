// hold-families [NAME...]
// Opens sockets of every family, or of those named, says of each "made NAME", "lacks NAME: why" or "failed NAME: why", then "ready", and holds them until it is killed.
#include "family.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

struct family *families;
static const char *current;

int must(int result, const char *what)
{
    if (result >= 0) return result;
    printf("failed %s: %s: %s\n", current, what, strerror(errno));
    fflush(stdout);
    _exit(1);
}

int need(int domain, int type, int protocol)
{
    int result = socket(domain, type, protocol);
    if (result >= 0) return result;
    printf("lacks %s: socket: %s\n", current, strerror(errno));
    fflush(stdout);
    _exit(0);
}

void held(int descriptor, const char *label)
{
    char link[64] = "", path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    must(readlink(path, link, sizeof link - 1), "readlink");
    printf("%s %s %lu\n", current, label, strtoul(link + strlen("socket:["), NULL, 10));
}

struct sockaddr_storage loopback(int domain, int port, socklen_t *length)
{
    struct sockaddr_storage result = { .ss_family = domain };
    if (domain == AF_INET6) {
        struct sockaddr_in6 *address = (struct sockaddr_in6 *)&result;
        address->sin6_port = htons(port);
        address->sin6_addr = in6addr_loopback;
        *length = sizeof *address;
    } else {
        struct sockaddr_in *address = (struct sockaddr_in *)&result;
        address->sin_port = htons(port);
        address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        *length = sizeof *address;
    }
    return result;
}

struct pair connected(int domain, int type, int protocol, int port, int accepts)
{
    struct pair pair = { need(domain, type, protocol), need(domain, type, protocol), -1 };
    socklen_t length;
    struct sockaddr_storage address = loopback(domain, port, &length);
    must(bind(pair.listener, (struct sockaddr *)&address, length), "bind");
    must(listen(pair.listener, 4), "listen");
    must(connect(pair.client, (struct sockaddr *)&address, length), "connect");
    if (accepts) pair.accepted = must(accept(pair.listener, NULL, NULL), "accept");
    return pair;
}

static int chosen(const char *name, char **names)
{
    if (!*names) return 1;
    for (; *names; names++)
        if (!strcmp(*names, name)) return 1;
    return 0;
}

int main(int count, char **arguments)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    for (struct family *family = families; family; family = family->next) {
        if (!chosen(family->name, arguments + 1)) continue;
        int done[2];
        if (pipe(done) < 0) return 1;
        pid_t child = fork();
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            prctl(PR_SET_NAME, family->name);
            close(done[0]);
            current = family->name;
            alarm(10); // one that blocks ends itself
            family->open();
            alarm(0);
            printf("made %s\n", current);
            close(done[1]);
            for (;;) pause();
        }
        close(done[1]);
        char nothing;
        while (read(done[0], &nothing, 1) > 0) { }
        close(done[0]);
        int status;
        if (waitpid(child, &status, WNOHANG) == child && WIFSIGNALED(status))
            printf("failed %s: %s\n", family->name, strsignal(WTERMSIG(status)));
    }
    puts("ready");
    for (;;) pause();
}
