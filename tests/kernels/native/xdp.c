// On veths, that init made: a socket with umem and every ring, bound in copy mode, one that shares its umem and only sends, one that is bound to nothing but has a umem, and one with nothing at all.
// Before them one whose interface goes: the kernel lists the youngest first, and that one ends the list.
#include "family.h"
#include <linux/if_xdp.h>
#include <sys/mman.h>

enum { XDP_LEVEL = 283 }; // SOL_XDP

static void set(int socket, int option, int value, const char *what)
{
    must(setsockopt(socket, XDP_LEVEL, option, &value, sizeof value), what);
}

static void give_memory(int socket, unsigned chunks, unsigned chunk, unsigned headroom)
{
    size_t size = (size_t)chunks * chunk;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct xdp_umem_reg area = { .addr = (uintptr_t)memory, .len = size, .chunk_size = chunk, .headroom = headroom };
    must(setsockopt(socket, XDP_LEVEL, XDP_UMEM_REG, &area, sizeof area), "umem");
}

static void bind_to(int socket, const char *device, int flags, int sharing)
{
    struct sockaddr_xdp address = { .sxdp_family = 44, .sxdp_flags = flags, .sxdp_ifindex = if_nametoindex(device), .sxdp_shared_umem_fd = sharing };
    must(bind(socket, (struct sockaddr *)&address, sizeof address), "bind");
}

// The ring of frames to send: older kernels map it only before the socket is bound.
static char *map_transmit(int socket, struct xdp_mmap_offsets *offsets)
{
    socklen_t length = sizeof *offsets;
    must(getsockopt(socket, XDP_LEVEL, XDP_MMAP_OFFSETS, offsets, &length), "offsets");
    char *ring = mmap(NULL, offsets->tx.desc + sizeof(struct xdp_desc), PROT_READ | PROT_WRITE, MAP_SHARED, socket, XDP_PGOFF_TX_RING);
    if (ring == MAP_FAILED) must(-1, "map");
    return ring;
}

static int with_every_ring(const char *device)
{
    int result = need(44, SOCK_RAW, 0); // AF_XDP
    give_memory(result, 64, 4096, 128);
    set(result, XDP_UMEM_FILL_RING, 64, "fill ring");
    set(result, XDP_UMEM_COMPLETION_RING, 32, "completion ring");
    set(result, XDP_RX_RING, 16, "receive ring");
    set(result, XDP_TX_RING, 8, "transmit ring");
    bind_to(result, device, XDP_COPY, 0);
    return result;
}

FAMILY(xdp)
{
    held(with_every_ring("v2"), "gone");
    must(system("/bin/ip link del v2") == 0 ? 0 : -1, "ip link del");

    int bound = with_every_ring("v0");
    held(bound, "bound");

    int sharing = need(44, SOCK_RAW, 0);
    set(sharing, XDP_TX_RING, 4, "transmit ring");
    struct xdp_mmap_offsets offsets;
    char *ring = map_transmit(sharing, &offsets);
    bind_to(sharing, "v0", XDP_SHARED_UMEM, bound);
    must(fchown(sharing, 65534, -1), "fchown");
    // A frame that lies nowhere: the kernel counts it.
    *(struct xdp_desc *)(ring + offsets.tx.desc) = (struct xdp_desc){ .addr = UINT64_MAX, .len = 60 };
    __atomic_store_n((uint32_t *)(ring + offsets.tx.producer), 1, __ATOMIC_RELEASE);
    must(sendto(sharing, NULL, 0, MSG_DONTWAIT, NULL, 0), "send");
    held(sharing, "sharing");

    int unbound = need(44, SOCK_RAW, 0);
    give_memory(unbound, 2, 2048, 0);
    held(unbound, "unbound");

    held(need(44, SOCK_RAW, 0), "fresh");
}
