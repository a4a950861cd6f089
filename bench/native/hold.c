// hold SOCKETS [PROCESSES [unix]]: keeps that many TCP or Unix sockets open, as connections between
// themselves, in the network namespace it is started in, held by that many processes or by more
// where one may not have so many descriptors. Says "ready <sockets> <processes>" when every
// connection is accepted, and ends when its stdin closes.

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MOST_SOCKETS = 1000000,
    MOST_PROCESSES = 10000,
    // Each process has one listener, and a listener can have no more clients than there are
    // ephemeral ports: 28,232 unless someone changed it. 20,000 descriptors are 10,000 clients.
    MOST_DESCRIPTORS = 20000,
    OTHER_DESCRIPTORS = 32, // the listener, the pipes, and what the starter left open
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int tcp_socket(void)
{
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0) fail("hold: socket");
    // Reset instead of the long goodbye: nothing is left in TIME-WAIT. Accepted sockets inherit it.
    struct linger reset = { .l_onoff = 1, .l_linger = 0 };
    if (setsockopt(s, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) < 0) fail("hold: SO_LINGER");
    return s;
}

static void connect_clients(int listener, const struct sockaddr *address, socklen_t length, int (*make)(void), int connections)
{
    for (int i = 0; i < connections; i++) {
        int client = make();
        if (connect(client, address, length) < 0) fail("hold: connect");
        if (accept(listener, NULL, NULL) < 0) fail("hold: accept");
    }
}

static int unix_socket(void)
{
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0) fail("hold: socket");
    return s;
}

// Under an abstract name, of which nothing stays. The accepted ends have it too.
static void connect_over_unix(int process, int connections)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "hold/%d.sock", process);
    int listener = unix_socket();
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("hold: bind");
    if (listen(listener, 16) < 0) fail("hold: listen");
    connect_clients(listener, (struct sockaddr *)&address, sizeof address, unix_socket, connections);
}

static void connect_over_tcp(int process, int connections)
{
    // An address for each process, and with it a range of ephemeral ports for each.
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + process) };
    socklen_t length = sizeof address;
    int listener = tcp_socket();
    if (bind(listener, (struct sockaddr *)&address, length) < 0) fail("hold: bind");
    if (listen(listener, 16) < 0) fail("hold: listen");
    if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) fail("hold: getsockname");

    connect_clients(listener, (struct sockaddr *)&address, length, tcp_socket, connections);
}

// As many descriptors as this user may have, up to what one process shall hold.
static int raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) fail("hold: getrlimit");
    if (limit.rlim_max > MOST_DESCRIPTORS) limit.rlim_max = MOST_DESCRIPTORS;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0) fail("hold: setrlimit");
    return (int)limit.rlim_cur;
}

int main(int argc, char **argv)
{
    int sockets = argc > 1 ? atoi(argv[1]) : 0, least_processes = argc > 2 ? atoi(argv[2]) : 1;
    void (*connect_to_itself)(int, int) = argc > 3 && strcmp(argv[3], "unix") == 0 ? connect_over_unix : connect_over_tcp;
    if (sockets < 2 || sockets > MOST_SOCKETS || least_processes < 1 || least_processes > MOST_PROCESSES || least_processes > sockets / 2) {
        fprintf(stderr, "usage: hold SOCKETS [PROCESSES [unix]], 2 to %d sockets, 1 to %d processes of a connection at least\n", MOST_SOCKETS, MOST_PROCESSES);
        return 2;
    }

    int connections = sockets / 2;
    int each = (raise_descriptor_limit() - OTHER_DESCRIPTORS) / 2;
    if (each < 1) {
        fprintf(stderr, "hold: the limit of open files (ulimit -Hn) is too low\n");
        return 1;
    }
    int processes = (connections + each - 1) / each;
    if (processes < least_processes) processes = least_processes;

    // Nobody writes into `leave`: it ends when this process does, however that happens, and its
    // end is what the children wait for.
    int leave[2], connected[2];
    if (pipe(leave) < 0 || pipe(connected) < 0) fail("hold: pipe");

    int forked = 0;
    for (; forked < processes; forked++) {
        pid_t child = fork();
        if (child < 0) {
            perror("hold: fork");
            break;
        }
        if (child == 0) {
            char byte = 0;
            close(leave[1]);
            close(connected[0]);
            connect_to_itself(forked, connections / processes + (forked < connections % processes));
            if (write(connected[1], &byte, 1) != 1) fail("hold: write");
            close(connected[1]);
            while (read(leave[0], &byte, 1) > 0) { }
            _exit(0);
        }
    }

    // One byte from each child that is ready; the end when no child is left that could send one.
    close(connected[1]);
    int ready = 0;
    char buffer[256];
    for (ssize_t n; (n = read(connected[0], buffer, sizeof buffer)) > 0; ) ready += (int)n;

    if (ready == processes) {
        printf("ready %d %d\n", 2 * connections + processes, processes); // a listener in each process, too
        fflush(stdout);
        while (read(STDIN_FILENO, buffer, sizeof buffer) > 0) { }
    }

    close(leave[1]);
    while (wait(NULL) > 0) { }
    return ready == processes ? 0 : 1;
}
