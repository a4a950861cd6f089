using System.Runtime.InteropServices;
using SockDiag.Native;
using SockDiag.Netlink;
using SockDiag.Owners;
using SockDiag.Owners.Bpf;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag;

/// <summary>
/// A call that asks nobody: most of a first call is code that runs for the first time, so it runs here once, on a recorded answer.
/// The answer comes through a pair of sockets that nobody else can see, because the code that receives is part of what is to be made ready.
/// </summary>
internal static unsafe class WarmUp
{
    private const uint FirstSequence = 1; // of a new DiagSocket
    private const uint Inode = 0x286cac;  // the listener's

    // What a kernel answered: a listener on port 5002 of all addresses, and an IPv4 connection from port 6010 to it.
    private const string Listener =
        "020a0000138a0000000000000000000000000000000000000000000000000000000000000000000000000000ec5512000000000000000000000000000700000000000000" +
        "ac6c2800050008000000000008000f00000000000c00150001000000000000000600160052000000";
    private const string Connection =
        "02010000177a138a7f0000010000000000000000000000007f00000100000000000000000000000000000000f05512000000000000000000000000000000000000000000" +
        "b46c2800050008000000000008000f00000000000c00150001000000000000000600160052000000";

    public static void Run()
    {
        // Who looks a command up asks for no system call of ours, and a filter may end the process for one.
        if (ThreadStatus.Read() is not { IsFiltered: false }) return;
        var query = new SocketQuery(SocketProtocol.Tcp) { States = SocketState.Listen | SocketState.Established }; // one request
        DescriptorHandle? kernel = null; // the end that answered: open until the question was sent
        try
        {
            using var listing = new SocketListing(query, () => Answering(out kernel), Owners, CancellationToken.None);
            foreach (Socket socket in listing.Read(SocketProtocol.Tcp)) _ = socket.ProcessId;
            listing.Complete();
        }
        finally { kernel?.Dispose(); }
        // What is not called here: to open a netlink socket, and bpf(2).
        Marshal.Prelink(typeof(LibC).GetMethod(nameof(socket))!);
        Marshal.Prelink(typeof(LibC).GetMethod(nameof(syscall), [typeof(syscall_arg), typeof(syscall_arg), typeof(syscall_arg), typeof(syscall_arg)])!);
    }

    private static OwnerCensus Owners(SocketQuery query, CancellationToken stop)
    {
        var held = new SocketFileRecord { Inode = Inode, ProcessId = Environment.ProcessId, ThreadId = Environment.ProcessId };
        return OwnerSearch.OfThisProcess.WarmUp(query, new(in held), stop);
    }

    /// <summary>A socket for one question, whose answer lies ready. What it asks goes nowhere.</summary>
    private static DiagSocket Answering(out DescriptorHandle kernel)
    {
        int* pair = stackalloc int[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) throw new KernelRefusedException(errno, "open a pair of Unix sockets");
        kernel = new(pair[0]);
        byte[] answer =
        [
            .. Message(LinuxHeaders.TCPDIAG_GETSOCK, Convert.FromHexString(Listener)),
            .. Message(LinuxHeaders.TCPDIAG_GETSOCK, Convert.FromHexString(Connection)),
            .. Message(LinuxHeaders.NLMSG_DONE, new byte[sizeof(int)]),
        ];
        fixed (byte* start = answer) _ = send(kernel.Number, start, answer.Length, MSG_NOSIGNAL);
        return new DiagSocket(pair[1]);
    }

    private static byte[] Message(ushort type, byte[] payload)
    {
        var header = new nlmsghdr { nlmsg_len = (uint)(sizeof(nlmsghdr) + payload.Length), nlmsg_type = type, nlmsg_seq = FirstSequence };
        return [.. MemoryMarshal.AsBytes(new ReadOnlySpan<nlmsghdr>(in header)), .. payload];
    }
}
