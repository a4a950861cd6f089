#include "family.h"

FAMILY(mptcp)
{
    struct pair pair = connected(AF_INET, SOCK_STREAM, 262, 5021, 1);
    must(write(pair.client, "hello", 5), "write"); // unread
    connected(AF_INET6, SOCK_STREAM, 262, 5022, 1);
}
