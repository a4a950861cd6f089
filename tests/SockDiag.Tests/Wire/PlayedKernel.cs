using SockDiag.Netlink;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Wire;

/// <summary>The other end of a netlink socket's descriptor: a pair of AF_UNIX sockets that keep datagrams apart, so that a test says what the kernel says.</summary>
internal sealed unsafe class PlayedKernel : IDisposable
{
    private readonly int _descriptor;

    public PlayedKernel()
    {
        int* pair = stackalloc int[2];
        Assert.Equal(0, socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair));
        _descriptor = pair[0];
        Netlink = new DiagSocket(pair[1]);
    }

    /// <summary>The end that is tested.</summary>
    public DiagSocket Netlink { get; }

    /// <summary>Sends one datagram.</summary>
    public void Say(params ReadOnlySpan<byte[]> messages)
    {
        byte[] datagram = [.. messages.ToArray().SelectMany(message => message)];
        fixed (byte* start = datagram) Assert.Equal(datagram.Length, (long)send(_descriptor, start, datagram.Length, 0));
    }

    /// <summary>The request that came.</summary>
    public byte[] Hear()
    {
        byte[] request = new byte[256];
        fixed (byte* start = request) return request[..(int)recv(_descriptor, start, request.Length, 0)];
    }

    public void Dispose()
    {
        Netlink.Dispose();
        _ = close(_descriptor);
    }
}
