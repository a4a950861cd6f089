// floor [STATES [EXTENSIONS]]: asks the kernel for the TCP sockets of these states by the cheapest
// request there is, and throws the answer away unread. What it takes is the kernel's time, which
// nobody who asks gets around. Both are bits, in hexadecimal: bit n for state n, bit n - 1 for attribute n.

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    // TCPDIAG_GETSOCK, the older request: both address families in one walk, whatever family it names.
    struct {
        struct nlmsghdr header;
        struct inet_diag_req body;
    } request = {
        .header = { .nlmsg_len = sizeof request, .nlmsg_type = TCPDIAG_GETSOCK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
        .body = { .idiag_family = AF_INET },
    };
    // Every state a TCP socket can answer with: 7 (CLOSE) has no sockets, and the half-open
    // requests of 12 come with 3 (SYN_RECV).
    request.body.idiag_states = argc > 1 ? strtoul(argv[1], NULL, 16) : 0x2f7e;
    request.body.idiag_ext = argc > 2 ? strtoul(argv[2], NULL, 16) : 0;

    int s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (s < 0 || send(s, &request, sizeof request, 0) != sizeof request) {
        perror("floor: asking");
        return 1;
    }

    // The kernel makes its datagrams as large as the largest buffer offered so far, up to 32 KiB.
    static char buffer[32 * 1024] __attribute__((aligned(8)));
    unsigned long bytes = 0, datagrams = 0;
    for (;;) {
        // With MSG_TRUNC recv tells the length of the datagram, even if it was cut to fit.
        ssize_t length = recv(s, buffer, sizeof buffer, MSG_TRUNC);
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) {
            perror("floor: recv");
            return 1;
        }
        if (length < (ssize_t)sizeof(struct nlmsghdr) || length > (ssize_t)sizeof buffer) {
            fprintf(stderr, "floor: a datagram of %zd bytes\n", length);
            return 1;
        }
        bytes += length;
        datagrams++;

        // DONE and ERROR stand alone in their datagrams, so the first message tells. Both begin
        // with an int: 0, or the error that ended the dump early.
        struct nlmsghdr *message = (struct nlmsghdr *)buffer;
        if (message->nlmsg_type != NLMSG_DONE && message->nlmsg_type != NLMSG_ERROR) continue;
        int error = *(int *)NLMSG_DATA(message);
        if (error != 0 || message->nlmsg_type == NLMSG_ERROR) {
            fprintf(stderr, "floor: the kernel answered: %s\n", strerror(-error));
            return 1;
        }
        printf("%lu bytes, %lu datagrams\n", bytes, datagrams);
        return 0;
    }
}
