// One-to-one with an association, and one-to-many.
#include "family.h"

FAMILY(sctp)
{
    connected(AF_INET, SOCK_STREAM, 132, 5031, 1);
    connected(AF_INET6, SOCK_STREAM, 132, 5032, 1);
    connected(AF_INET, SOCK_SEQPACKET, 132, 5033, 0);
}
