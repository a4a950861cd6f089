using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>Two Unix sockets that are each other's peer: a descriptor sent through them is on its way until it is received.</summary>
internal sealed unsafe class UnixPair : IDisposable
{
    private readonly int _from, _to;

    private UnixPair(int from, int to)
    {
        _from = from;
        _to = to;
    }

    public static UnixPair New()
    {
        int* both = stackalloc int[2];
        Errors.Check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both), "socketpair");
        return new(both[0], both[1]);
    }

    public void Send(int descriptor)
    {
        const int headerLength = 16; // struct cmsghdr: its length of 8 bytes, level and type of 4 each
        byte* control = stackalloc byte[headerLength + 8];
        *(long*)control = headerLength + sizeof(int);
        *(int*)(control + 8) = SOL_SOCKET;
        *(int*)(control + 12) = SCM_RIGHTS;
        *(int*)(control + headerLength) = descriptor;
        byte word = 0;
        iovec piece = new() { iov_base = &word, iov_len = 1 };
        msghdr message = new() { msg_iov = &piece, msg_iovlen = 1, msg_control = control, msg_controllen = headerLength + 8 };
        Errors.Check((long)sendmsg(_from, &message, 0), "sendmsg");
    }

    public void Dispose()
    {
        _ = close(_from);
        _ = close(_to);
    }
}
