using System.Runtime.InteropServices;
using SockDiag.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Netlink;

/// <summary>One NETLINK_SOCK_DIAG socket: the descriptor and the rules of asking. It asks one dump at a time and knows no family.</summary>
internal sealed unsafe class DiagSocket : IDisposable
{
    // First little, twice, so that the first rows come at once and a machine with some hundred sockets takes little room: a page of 30, as the kernel begins with,
    // a whole datagram of 260, and DONE are three.
    private const int FirstPlaces = 2;
    private const int FirstCalls = 2;

    // Then much: the kernel walks its table inside the call, and goes on while the collector stops our threads. 64 datagrams are 15 ms of its work.
    private const int FurtherPlaces = 64;

    // The kernel has the next datagram ready before recv returns, so recv never waits, unless the answer was lost.
    private const int LongestWaitSeconds = 5;

    // Closed at the latest when nobody has this object any more.
    private readonly DescriptorHandle _handle;
    private uint _sequence;

    /// <summary>The descriptor, for questions about the socket's own network namespace.</summary>
    /// <remarks>Whoever hands it to the kernel keeps this object alive until the call has returned.</remarks>
    public int Descriptor => _handle.Number;

    /// <summary>The socket's own inode.</summary>
    public uint Inode
    {
        get
        {
            stat information;
            bool isThere = fstat(Descriptor, &information) == 0;
            GC.KeepAlive(this);
            return isThere ? (uint)information.st_ino : 0;
        }
    }

    /// <summary>Takes over an open descriptor.</summary>
    internal DiagSocket(int descriptor)
    {
        _handle = new(descriptor);
        long* patience = stackalloc long[] { LongestWaitSeconds, 0 }; // struct timeval
        _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, patience, 2 * sizeof(long));
    }

    /// <summary>Opens a socket in the calling thread's network namespace; it answers for that one whoever reads it.</summary>
    /// <exception cref="KernelRefusedException">The kernel has no NETLINK_SOCK_DIAG, or a sandbox forbids it.</exception>
    /// <exception cref="ResourceLimitException">The process may have no further descriptor.</exception>
    public static DiagSocket Open()
    {
        int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, LinuxHeaders.NETLINK_SOCK_DIAG);
        if (descriptor >= 0) return new(descriptor);
        const string operation = "open a NETLINK_SOCK_DIAG socket";
        int refusal = errno;
        ResourceLimitException.ThrowIfAbout(refusal, operation);
        throw new KernelRefusedException(refusal, operation);
    }

    /// <summary>Asks for a dump and yields its datagrams, a batch a system call. Dispose each batch when its bytes are no longer needed.</summary>
    /// <param name="request">A request body and its message type.</param>
    /// <param name="protocol">What is asked for, for errors.</param>
    /// <param name="gap">Told once, at the end, what says that rows may be missing or repeated.</param>
    /// <exception cref="KernelRefusedException">The kernel answered with an error.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    public IEnumerable<DatagramBatch> Dump(KernelRequest request, SocketProtocol protocol, Action<DumpGap> gap)
    {
        var question = new Question(protocol);
        if (request.HasLongRecords) ShowRoom(question);
        DumpAnswer answer = Send(request, LinuxHeaders.NLM_F_REQUEST | LinuxHeaders.NLM_F_DUMP, question);
        for (int calls = 0; !answer.IsComplete; calls++)
        {
            var batch = new DatagramBatch(calls < FirstCalls ? FirstPlaces : FurtherPlaces);
            Receive(batch, answer, question);
            batch.IsLast = answer.IsComplete;
            if (batch.HasMessages) yield return batch;
            else batch.Dispose(); // who asks another way where this one is refused must hear of it before anything else
            if (answer.Failure is SockDiagException failure) throw failure;
        }
        if (answer.Gap != DumpGap.None) gap(answer.Gap);
    }

    /// <summary>Asks for one socket; null where there is none (any more). Dispose the batch, whose first datagram is the answer.</summary>
    /// <param name="request">A request body that names the socket, and its message type.</param>
    /// <param name="protocol">What is asked for, for errors.</param>
    /// <exception cref="KernelRefusedException">The kernel answered with another error than "not there".</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    public DatagramBatch? Ask(KernelRequest request, SocketProtocol protocol)
    {
        var question = new Question(protocol, isAboutOne: true);
        DumpAnswer answer = Send(request, LinuxHeaders.NLM_F_REQUEST, question); // one record, and no DONE behind it
        while (true)
        {
            var batch = new DatagramBatch(places: 1);
            Receive(batch, answer, question);
            if (batch.HasMessages) return batch;
            batch.Dispose();
            if (answer.Refusal == Errno.ENOENT) return null;
            if (answer.Failure is SockDiagException failure) throw failure;
        }
    }

    /// <summary>Whether the kernel answers a dump with "not there"; what else it answers is not looked at.</summary>
    /// <param name="request">A request body and its message type.</param>
    /// <param name="protocol">What is asked for, for errors.</param>
    /// <exception cref="KernelRefusedException">The kernel answered with another error.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    public bool HasNone(KernelRequest request, SocketProtocol protocol)
    {
        var question = new Question(protocol);
        DumpAnswer answer = Send(request, LinuxHeaders.NLM_F_REQUEST | LinuxHeaders.NLM_F_DUMP, question);
        while (!answer.IsComplete && !answer.HasFailed)
        {
            using var batch = new DatagramBatch(FirstPlaces);
            Receive(batch, answer, question);
        }
        if (answer.Refusal == Errno.ENOENT) return true;
        return answer.Failure is SockDiagException failure ? throw failure : false;
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>The kernel fills at most what the largest recv so far had room for, and less on a socket that has read nothing: so something is read, the acknowledgement of nothing.</summary>
    private void ShowRoom(Question question)
    {
        DumpAnswer answer = Send(new(LinuxHeaders.NLMSG_NOOP, []), LinuxHeaders.NLM_F_REQUEST | LinuxHeaders.NLM_F_ACK, question);
        using var batch = new DatagramBatch(places: 1);
        Receive(batch, answer, question);
    }

    private DumpAnswer Send(KernelRequest request, ushort flags, Question question)
    {
        var answer = new DumpAnswer(++_sequence, question);
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
                if (errno != EINTR) throw question.Refused(errno);
            }
        }
        GC.KeepAlive(this);
        return answer;
    }

    /// <summary>One system call: takes what comes without waiting, but waits for the first datagram.</summary>
    private void Receive(DatagramBatch batch, DumpAnswer answer, Question question)
    {
        mmsghdr* messages = stackalloc mmsghdr[batch.Places];
        iovec* pieces = stackalloc iovec[batch.Places];
        sockaddr_nl* senders = stackalloc sockaddr_nl[batch.Places];
        fixed (byte* start = batch.Bytes)
        {
            for (int i = 0; i < batch.Places; i++)
            {
                pieces[i] = new() { iov_base = start + i * DatagramBatch.PlaceLength, iov_len = DatagramBatch.PlaceLength };
                messages[i].msg_hdr = new() { msg_name = &senders[i], msg_namelen = sizeof(sockaddr_nl), msg_iov = &pieces[i], msg_iovlen = 1 };
            }

            // Never MSG_PEEK: the kernel takes it for a read and cuts the next datagram short.
            long received = (long)syscall(LinuxHeaders.SYS_recvmmsg, Descriptor, messages, batch.Places, LinuxHeaders.MSG_WAITFORONE, null);
            GC.KeepAlive(this);
            if (received < 0)
            {
                if (errno == EINTR) return;
                if (errno != ENOBUFS) throw question.Refused(errno);
                answer.Lost();
                return;
            }
            for (int i = 0; i < received; i++)
            {
                bool isFromKernel = messages[i].msg_hdr.msg_namelen < sizeof(sockaddr_nl) || senders[i].nl_pid == 0; // anybody may send to a port id
                bool isTruncated = (messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
                batch.Add(isFromKernel ? answer.Accept(batch.Place(i, (int)messages[i].msg_len), isTruncated) : 0);
            }
        }
    }
}
