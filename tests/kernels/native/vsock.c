// A stream connection over the loopback transport, a seqpacket listener (5.14).
#include "family.h"
#include <linux/vm_sockets.h>

FAMILY(vsock)
{
    int listener = need(AF_VSOCK, SOCK_STREAM, 0), client = need(AF_VSOCK, SOCK_STREAM, 0);
    struct sockaddr_vm address = { .svm_family = AF_VSOCK, .svm_port = 5061, .svm_cid = VMADDR_CID_ANY };
    must(bind(listener, (struct sockaddr *)&address, sizeof address), "bind");
    must(listen(listener, 4), "listen");
    address.svm_cid = VMADDR_CID_LOCAL;
    must(connect(client, (struct sockaddr *)&address, sizeof address), "connect");
    must(accept(listener, NULL, NULL), "accept");

    int packets = socket(AF_VSOCK, SOCK_SEQPACKET, 0);
    if (packets < 0) {
        printf("lacks vsock-seqpacket: socket: %s\n", strerror(errno));
        return;
    }
    address.svm_cid = VMADDR_CID_ANY;
    address.svm_port = 5062;
    must(bind(packets, (struct sockaddr *)&address, sizeof address), "bind");
}
