// A socket with umem and rings, bound in copy mode to a veth, that init made.
#include "family.h"
#include <linux/if_xdp.h>
#include <sys/mman.h>

FAMILY(xdp)
{
    int socket = need(44, SOCK_RAW, 0); // AF_XDP
    size_t size = 64 * 4096;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct xdp_umem_reg area = { .addr = (uintptr_t)memory, .len = size, .chunk_size = 4096 };
    must(setsockopt(socket, 283, XDP_UMEM_REG, &area, sizeof area), "umem"); // SOL_XDP
    int entries = 64;
    must(setsockopt(socket, 283, XDP_UMEM_FILL_RING, &entries, sizeof entries), "fill ring");
    must(setsockopt(socket, 283, XDP_UMEM_COMPLETION_RING, &entries, sizeof entries), "completion ring");
    must(setsockopt(socket, 283, XDP_RX_RING, &entries, sizeof entries), "receive ring");
    struct sockaddr_xdp address = { .sxdp_family = 44, .sxdp_flags = XDP_COPY, .sxdp_ifindex = if_nametoindex("v0") };
    must(bind(socket, (struct sockaddr *)&address, sizeof address), "bind");
}
