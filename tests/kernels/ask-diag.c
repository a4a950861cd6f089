// ask-diag HEX
// Sends a dump request of type 20 with these bytes as its payload (family first) and writes the messages that answer it, DONE or ERROR too, as they came: a recording.
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    struct {
        struct nlmsghdr header;
        unsigned char payload[4096];
    } request = { .header = { .nlmsg_type = 20, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP, .nlmsg_seq = 1 } };
    if (count != 2 || strlen(arguments[1]) > 2 * sizeof request.payload) return 2;
    unsigned size = 0;
    for (const char *hex = arguments[1]; sscanf(hex, "%2hhx", &request.payload[size]) == 1; hex += 2) size++;
    request.header.nlmsg_len = NLMSG_LENGTH(size);

    int diag = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
    if (diag < 0 || send(diag, &request, request.header.nlmsg_len, 0) < 0) return perror("ask-diag"), 1;
    static char buffer[65536];
    for (;;) {
        ssize_t length = recv(diag, buffer, sizeof buffer, 0);
        if (length <= 0) return perror("recv"), 1;
        if (write(1, buffer, length) != length) return 1;
        struct nlmsghdr *message = (struct nlmsghdr *)buffer;
        for (int left = length; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left))
            if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR) return 0;
    }
}
