using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using SockDiag.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Netlink;

/// <summary>One NETLINK_SOCK_DIAG socket: the descriptor and its buffers. It asks one dump at a time and knows no family.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    // The kernel fills at most 32,448 bytes a datagram: a larger buffer brings no more, a smaller one costs more calls.
    private const int BufferLength = 32 * 1024;

    // The kernel has the next datagram ready before recv returns, so recv never waits, unless the answer was lost.
    private const int LongestWaitSeconds = 5;

    private readonly ConcurrentBag<byte[]> _spareBuffers = [];
    private uint _sequence;

    /// <summary>The descriptor, for questions about the socket's own network namespace.</summary>
    public int Descriptor { get; }

    /// <summary>Takes over an open descriptor.</summary>
    internal NetlinkSocket(int descriptor)
    {
        Descriptor = descriptor;
        long* patience = stackalloc long[] { LongestWaitSeconds, 0 }; // struct timeval
        _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, patience, 2 * sizeof(long));
    }

    /// <summary>Opens a socket in the calling thread's network namespace; it answers for that one whoever reads it.</summary>
    /// <exception cref="KernelRefusedException">The kernel has no NETLINK_SOCK_DIAG, or a sandbox forbids it.</exception>
    public static NetlinkSocket Open()
    {
        int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, LinuxHeaders.NETLINK_SOCK_DIAG);
        if (descriptor < 0) throw new KernelRefusedException(errno, "open a NETLINK_SOCK_DIAG socket");
        return new(descriptor);
    }

    /// <summary>Asks for a dump and yields its datagrams. Give each buffer back with <see cref="Recycle"/>.</summary>
    /// <param name="request">A request body and its message type.</param>
    /// <param name="protocol">What is asked for, for errors.</param>
    /// <param name="gap">Told once, at the end, what says that rows may be missing or repeated.</param>
    /// <exception cref="KernelRefusedException">The kernel answered with an error.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    public IEnumerable<Datagram> Dump(KernelRequest request, SocketProtocol protocol, Action<DumpGap> gap)
    {
        string operation = $"list {protocol} sockets";
        var answer = new DumpAnswer(++_sequence, operation, protocol);
        Send(request, LinuxHeaders.NLM_F_REQUEST | LinuxHeaders.NLM_F_DUMP, operation, protocol);
        while (!answer.IsComplete)
        {
            byte[] buffer = Buffer();
            int length = Receive(buffer, answer, operation, protocol);
            if (length > 0) yield return new Datagram(buffer, length, Origin: 0);
            else Recycle(buffer);
        }
        if (answer.Gap != DumpGap.None) gap(answer.Gap);
    }

    /// <summary>Asks for one socket; null where there is none (any more). Give the buffer back with <see cref="Recycle"/>.</summary>
    /// <param name="request">A request body that names the socket, and its message type.</param>
    /// <param name="protocol">What is asked for, for errors.</param>
    /// <exception cref="KernelRefusedException">The kernel answered with another error than "not there".</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    public Datagram? Ask(KernelRequest request, SocketProtocol protocol)
    {
        string operation = $"look up a {protocol} socket";
        var answer = new DumpAnswer(++_sequence, operation, protocol); // one record, and no DONE behind it
        Send(request, LinuxHeaders.NLM_F_REQUEST, operation, protocol);
        try
        {
            while (true)
            {
                byte[] buffer = Buffer();
                int length = Receive(buffer, answer, operation, protocol);
                if (length > 0) return new Datagram(buffer, length, Origin: 0);
                Recycle(buffer);
            }
        }
        catch (KernelRefusedException refusal) when (refusal.Errno == Errno.ENOENT) { return null; }
    }

    /// <summary>Takes back a buffer whose bytes are no longer needed.</summary>
    public void Recycle(byte[] buffer) => _spareBuffers.Add(buffer);

    public void Dispose() => _ = close(Descriptor);

    private byte[] Buffer() => _spareBuffers.TryTake(out byte[]? spare) ? spare : GC.AllocateUninitializedArray<byte>(BufferLength);

    private void Send(KernelRequest request, ushort flags, string operation, SocketProtocol protocol)
    {
        int headerLength = sizeof(nlmsghdr);
        byte[] message = new byte[headerLength + request.Body.Length];
        var header = new nlmsghdr
        {
            nlmsg_len = (uint)message.Length,
            nlmsg_type = request.MessageType,
            nlmsg_flags = flags,
            nlmsg_seq = _sequence,
        };
        MemoryMarshal.Write(message, in header);
        request.Body.CopyTo(message.AsSpan(headerLength));
        fixed (byte* start = message)
        {
            // The kernel walks its table for the first time inside this call.
            while (send(Descriptor, start, message.Length, 0) < 0)
            {
                if (errno != EINTR) throw new KernelRefusedException(errno, operation, protocol);
            }
        }
    }

    /// <summary>One recv: how many bytes of the buffer are messages to parse, 0 where there are none.</summary>
    private int Receive(byte[] buffer, DumpAnswer answer, string operation, SocketProtocol protocol)
    {
        sockaddr_nl sender;
        fixed (byte* start = buffer)
        {
            iovec piece = new() { iov_base = start, iov_len = buffer.Length };
            msghdr message = new() { msg_name = &sender, msg_namelen = sizeof(sockaddr_nl), msg_iov = &piece, msg_iovlen = 1 };

            // Never MSG_PEEK: the kernel takes it for a read and cuts the next datagram short.
            ssize_t received = recvmsg(Descriptor, &message, 0);
            if (received < 0)
            {
                if (errno == EINTR) return 0;
                if (errno != ENOBUFS) throw new KernelRefusedException(errno, operation, protocol);
                answer.Lost();
                return 0;
            }
            bool isFromKernel = message.msg_namelen < sizeof(sockaddr_nl) || sender.nl_pid == 0; // anybody may send to a port id
            return isFromKernel ? answer.Accept(buffer.AsSpan(0, (int)received), (message.msg_flags & MSG_TRUNC) != 0) : 0;
        }
    }
}
