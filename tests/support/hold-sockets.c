// hold-sockets SCENE...
// Holds sockets in one of the ways below, says of each "held PROCESS DESCRIPTOR INODE" and then "ready", and ends when its stdin does.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int must(int result, const char *what)
{
    if (result >= 0) return result;
    perror(what);
    exit(1);
}

static int udp(void) { return must(socket(AF_INET, SOCK_DGRAM, 0), "socket"); }

static void held_by(pid_t process, int descriptor)
{
    struct stat information;
    must(fstat(descriptor, &information), "fstat");
    printf("held %d %d %lu\n", process, descriptor, information.st_ino);
}

static void held(int descriptor) { held_by(getpid(), descriptor); }

static void wait_for_end(void)
{
    char byte;
    puts("ready");
    fflush(stdout);
    while (read(0, &byte, 1) > 0) { }
    exit(0);
}

// Two processes, one of which inherited the other's.
static void forked(int flags)
{
    int shared = udp(), end[2];
    must(pipe(end), "pipe"); // whose other side ends with the parent
    if (flags) must(unshare(flags), "unshare");
    pid_t child = must(fork(), "fork");
    if (child == 0) {
        char byte;
        close(end[1]);
        close(0);
        _exit(read(end[0], &byte, 1) > 0);
    }
    held(shared);
    held_by(child, shared);
}

static void duplicated(void)
{
    int socket = udp();
    held(socket);
    held(must(dup(socket), "dup"));
    held(must(dup2(socket, 500), "dup2"));
}

// The child has the only descriptor: it came through a Unix socket.
static void passed(void)
{
    int pair[2], said[2];
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
    must(pipe(said), "pipe");
    char byte = 0, control[CMSG_SPACE(sizeof(int))] = { 0 };
    struct iovec piece = { &byte, 1 };
    struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    pid_t child = must(fork(), "fork");
    if (child == 0) {
        must(recvmsg(pair[1], &message, 0), "recvmsg");
        close(pair[0]);
        close(pair[1]);
        close(said[0]);
        int received;
        memcpy(&received, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof received);
        held(received);
        fflush(stdout);
        must(write(said[1], &byte, 1), "write");
        while (read(0, &byte, 1) > 0) { }
        _exit(0);
    }
    int sent = udp();
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof sent) };
    memcpy(CMSG_DATA(header), &sent, sizeof sent);
    must(sendmsg(pair[0], &message, 0), "sendmsg");
    close(sent);
    close(pair[0]);
    close(pair[1]);
    must(read(said[0], &byte, 1) - 1, "the child");
}

static int own_table;
static pthread_barrier_t opened;

static void *in_a_thread(void *unused)
{
    (void)unused;
    prctl(PR_SET_NAME, "a thread");
    if (own_table) must(unshare(CLONE_FILES), "unshare");
    held(udp());
    pthread_barrier_wait(&opened);
    wait_for_end();
    return NULL;
}

static void threads(void)
{
    pthread_t thread;
    held(udp());
    pthread_barrier_init(&opened, NULL, 2);
    if (pthread_create(&thread, NULL, in_a_thread, NULL) != 0) exit(1);
    pthread_barrier_wait(&opened);
    pause();
}

// The first thread has ended, others go on.
static void without_first_thread(void)
{
    pthread_t thread;
    held(udp());
    pthread_barrier_init(&opened, NULL, 2);
    if (pthread_create(&thread, NULL, in_a_thread, NULL) != 0) exit(1);
    pthread_barrier_wait(&opened);
    pthread_exit(NULL);
}

// Descriptors of a socket's name in a folder, which is not a socket, and of a socket by its path, which is.
static void by_path(const char *folder)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    int local = must(socket(AF_UNIX, SOCK_DGRAM, 0), "socket"), inet = udp();
    snprintf(name.sun_path, sizeof name.sun_path, "%s/name", folder);
    must(bind(local, (struct sockaddr *)&name, sizeof name), "bind");
    must(open(name.sun_path, O_PATH), "open");
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", inet);
    held(local);
    held(inet);
    held(must(open(link, O_PATH), "open"));
}

static void many(int count)
{
    struct rlimit limit;
    must(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    must(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
    for (int i = 0; i < count; i++) held(udp());
}

int main(int count, char **arguments)
{
    const char *scene = count > 1 ? arguments[1] : "", *more = count > 2 ? arguments[2] : "";
    close_range(3, ~0U, 0); // what the starter left open
    if (!freopen("/dev/null", "w", stderr)) return 1;
    if (strcmp(scene, "forked") == 0) forked(0);
    else if (strcmp(scene, "namespace") == 0) forked(CLONE_NEWPID);
    else if (strcmp(scene, "duplicated") == 0) duplicated();
    else if (strcmp(scene, "passed") == 0) passed();
    else if (strcmp(scene, "threads") == 0) threads();
    else if (strcmp(scene, "own-table") == 0) { own_table = 1; threads(); }
    else if (strcmp(scene, "no-first-thread") == 0) without_first_thread();
    else if (strcmp(scene, "by-path") == 0) by_path(more);
    else if (strcmp(scene, "many") == 0) many(atoi(more));
    else return 2;
    wait_for_end();
}
