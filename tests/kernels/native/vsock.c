// Over the loopback transport: a listener, a connection, one whose client sends no more, one that nobody accepts; a seqpacket socket (5.14).
#include "family.h"
#include <linux/vm_sockets.h>

static struct sockaddr_vm address = { .svm_family = AF_VSOCK, .svm_port = 5061, .svm_cid = VMADDR_CID_LOCAL };

static int client(void)
{
    int client = need(AF_VSOCK, SOCK_STREAM, 0);
    must(connect(client, (struct sockaddr *)&address, sizeof address), "connect");
    return client;
}

FAMILY(vsock)
{
    int listener = need(AF_VSOCK, SOCK_STREAM, 0);
    address.svm_cid = VMADDR_CID_ANY;
    must(bind(listener, (struct sockaddr *)&address, sizeof address), "bind");
    must(listen(listener, 4), "listen");
    held(listener, "listener");
    address.svm_cid = VMADDR_CID_LOCAL;
    held(client(), "client");
    held(must(accept(listener, NULL, NULL), "accept"), "accepted");
    int silent = client();
    must(accept(listener, NULL, NULL), "accept");
    must(shutdown(silent, SHUT_WR), "shutdown");
    held(silent, "silent");
    held(client(), "waiting");

    int packets = socket(AF_VSOCK, SOCK_SEQPACKET, 0);
    if (packets < 0) {
        printf("lacks vsock-seqpacket: socket: %s\n", strerror(errno));
        return;
    }
    address.svm_cid = VMADDR_CID_ANY;
    address.svm_port = 5062;
    must(bind(packets, (struct sockaddr *)&address, sizeof address), "bind");
    held(packets, "packets");
}
