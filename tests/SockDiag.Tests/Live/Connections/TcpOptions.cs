using System.Net;
using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live.Connections;

/// <summary>Options of TCP sockets that are no plain number.</summary>
internal static unsafe class TcpOptions
{
    private const int TCP_INFO = 11, TCP_CONGESTION = 13, TCP_MD5SIG = 14, SO_MAX_PACING_RATE = 47;

    /// <summary>What the kernel tells the program itself: struct tcp_info, as long as this kernel has it.</summary>
    public static byte[] Information(this NativeSocket socket)
    {
        byte[] bytes = new byte[512];
        socklen_t length = bytes.Length;
        fixed (byte* start = bytes) Errors.Check(getsockopt(socket.Descriptor, IPPROTO_TCP, TCP_INFO, start, &length), "getsockopt");
        return bytes[..(int)(uint)length];
    }

    /// <summary>Sets the congestion control; the test is skipped where this kernel lacks it or this user may not choose it.</summary>
    public static NativeSocket SetCongestionControl(this NativeSocket socket, string name)
    {
        Assert.SkipUnless(Set(socket, IPPROTO_TCP, TCP_CONGESTION, Encoding.ASCII.GetBytes(name)), $"It needs the congestion control {name}, and the right to choose it.");
        return socket;
    }

    /// <summary>The congestion controls of <paramref name="names"/> that this user may choose here.</summary>
    public static string[] Choosable(params IEnumerable<string> names)
    {
        using NativeSocket socket = NativeSocket.Tcp();
        return [.. names.Where(name => Set(socket, IPPROTO_TCP, TCP_CONGESTION, Encoding.ASCII.GetBytes(name)))];
    }

    public static NativeSocket SetMaximumPacingRate(this NativeSocket socket, uint bytesPerSecond)
    {
        Assert.True(Set(socket, SOL_SOCKET, SO_MAX_PACING_RATE, BitConverter.GetBytes(bytesPerSecond)));
        return socket;
    }

    /// <summary>Signs what goes to an IPv4 peer (RFC 2385); the test is skipped where this kernel lacks it.</summary>
    public static NativeSocket Sign(this NativeSocket socket, IPAddress peer, string key)
    {
        byte[] request = new byte[128 + 8 + 80];
        new IPEndPoint(peer, 0).Serialize().Buffer.Span[..16].CopyTo(request);
        BitConverter.TryWriteBytes(request.AsSpan(128 + 2), (ushort)key.Length);
        Encoding.ASCII.GetBytes(key).CopyTo(request, 128 + 8);
        Assert.SkipUnless(Set(socket, IPPROTO_TCP, TCP_MD5SIG, request), "It needs a kernel with signatures (CONFIG_TCP_MD5SIG).");
        return socket;
    }

    /// <summary>Connects with data in the SYN (RFC 7413).</summary>
    public static NativeSocket SendInSyn(this NativeSocket socket, IPEndPoint end, int count)
    {
        const int MSG_FASTOPEN = 0x20000000;
        SocketAddress address = end.Serialize();
        fixed (byte* start = address.Buffer.Span, bytes = new byte[count])
            Errors.Check((long)sendto(socket.Descriptor, bytes, count, MSG_FASTOPEN | MSG_NOSIGNAL, (sockaddr*)start, address.Size), "sendto");
        return socket;
    }

    private static bool Set(NativeSocket socket, int level, int name, byte[] value)
    {
        fixed (byte* start = value) return setsockopt(socket.Descriptor, level, name, start, value.Length) == 0;
    }
}
