using System.Net;
using System.Net.Sockets;
using Tmds.Linux;
using static SockDiag.Tests.Live.SocketHeaders;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>A socket made by system calls, so that everything can be set and asked that .NET's own hides. It knows by itself what the kernel's list must say of it.</summary>
internal sealed unsafe class NativeSocket : IDisposable
{
    private const int LongestWaitSeconds = 10; // no call of a broken test hangs

    private NativeSocket(int descriptor)
    {
        Descriptor = descriptor;
        SetLongs(SOL_SOCKET, SO_RCVTIMEO, [LongestWaitSeconds, 0]);
        SetLongs(SOL_SOCKET, SO_SNDTIMEO, [LongestWaitSeconds, 0]);
    }

    public int Descriptor { get; private set; }

    public static NativeSocket Tcp(AddressFamily family = AddressFamily.InterNetwork) => Open(family, SOCK_STREAM);

    public static NativeSocket Udp(AddressFamily family = AddressFamily.InterNetwork) => Open(family, SOCK_DGRAM);

    /// <summary>A Unix socket.</summary>
    public static NativeSocket Unix(SockDiag.SocketType type = SockDiag.SocketType.Stream) => new(Errors.Check(socket(AF_UNIX, (int)type | SOCK_CLOEXEC, 0), "socket"));

    /// <summary>A Unix socket that listens at a path, or under an abstract name, which starts with 0.</summary>
    public static NativeSocket ListeningAt(ReadOnlySpan<byte> name, int backlog = 128, SockDiag.SocketType type = SockDiag.SocketType.Stream) => Unix(type).BindToName(name).Listen(backlog);

    /// <summary>Two Unix sockets that are each other's peer.</summary>
    public static (NativeSocket One, NativeSocket Other) Pair(SockDiag.SocketType type = SockDiag.SocketType.Stream)
    {
        int* both = stackalloc int[2];
        Errors.Check(socketpair(AF_UNIX, (int)type | SOCK_CLOEXEC, 0, both), "socketpair");
        return (new(both[0]), new(both[1]));
    }

    /// <summary>A socket of any kind, by the numbers of socket(2); null where this user or kernel may not make one.</summary>
    public static NativeSocket? TryOpen(int family, int type, int protocol) => socket(family, type | SOCK_CLOEXEC, protocol) is >= 0 and int descriptor ? new(descriptor) : null;

    /// <summary>A TCP listener at a port that the kernel chooses unless the end names one.</summary>
    public static NativeSocket Listening(IPEndPoint end, int backlog = 128) => Tcp(end.AddressFamily).Bind(end).Listen(backlog);

    // What the socket says of itself.

    public IPEndPoint LocalEnd => End(getsockname, "getsockname");

    public IPEndPoint RemoteEnd => End(getpeername, "getpeername");

    /// <summary>The peer's end; the wildcard of its family where there is no peer.</summary>
    public IPEndPoint RemoteEndOrNone
    {
        get
        {
            try { return RemoteEnd; }
            catch (InvalidOperationException) { return new(LocalEnd.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0); }
        }
    }

    public int Port => LocalEnd.Port;

    /// <summary>This process as an owner is written.</summary>
    public string Holder => $"{File.ReadAllText("/proc/self/comm").TrimEnd('\n')}({Environment.ProcessId},{Descriptor})";

    public ulong Cookie
    {
        get
        {
            ulong cookie;
            socklen_t length = sizeof(ulong);
            Errors.Check(getsockopt(Descriptor, SOL_SOCKET, SO_COOKIE, &cookie, &length), "getsockopt");
            return cookie;
        }
    }

    public long Inode
    {
        get
        {
            stat information;
            Errors.Check(fstat(Descriptor, &information), "fstat");
            return (long)(ulong)information.st_ino;
        }
    }

    /// <summary>Bytes that can be read; a FIN is none.</summary>
    public int Unread => Ask(SIOCINQ);

    /// <summary>Bytes sent and not acknowledged, or not sent.</summary>
    public int Unacknowledged => Ask(SIOCOUTQ);

    /// <summary>What SO_MEMINFO says, which is what INET_DIAG_SKMEMINFO says.</summary>
    public uint[] Memory
    {
        get
        {
            uint[] values = new uint[9];
            socklen_t length = values.Length * sizeof(uint);
            fixed (uint* start = values) Errors.Check(getsockopt(Descriptor, SOL_SOCKET, SO_MEMINFO, start, &length), "getsockopt");
            return values;
        }
    }

    public int Option(int level, int name)
    {
        int value;
        socklen_t length = sizeof(int);
        Errors.Check(getsockopt(Descriptor, level, name, &value, &length), "getsockopt");
        return value;
    }

    // What can be done to it; each returns the socket, so that one expression makes it.

    public NativeSocket Set(int level, int name, int value = 1)
    {
        Errors.Check(setsockopt(Descriptor, level, name, &value, sizeof(int)), "setsockopt");
        return this;
    }

    public NativeSocket Set(int level, int name, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value) Errors.Check(setsockopt(Descriptor, level, name, start, value.Length), "setsockopt");
        return this;
    }

    /// <summary>Attaches a classic BPF program, eight bytes an instruction.</summary>
    public NativeSocket Filter(ReadOnlySpan<ulong> program)
    {
        const int SO_ATTACH_FILTER = 26;
        fixed (ulong* instructions = program)
        {
            nint* whole = stackalloc nint[] { program.Length, (nint)instructions }; // struct sock_fprog: the length fills its word
            Errors.Check(setsockopt(Descriptor, SOL_SOCKET, SO_ATTACH_FILTER, whole, 2 * sizeof(nint)), "setsockopt");
        }
        return this;
    }

    public NativeSocket BindTo(ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address) Errors.Check(bind(Descriptor, (sockaddr*)start, address.Length), "bind");
        return this;
    }

    public NativeSocket ConnectTo(ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address) Errors.Check(connect(Descriptor, (sockaddr*)start, address.Length), "connect");
        return this;
    }

    public NativeSocket SendTo(ReadOnlySpan<byte> address, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* to = address, start = bytes) Errors.Check(sendto(Descriptor, start, bytes.Length, 0, (sockaddr*)to, address.Length), "sendto");
        return this;
    }

    /// <summary>Its address as the kernel writes it.</summary>
    public byte[] Address
    {
        get
        {
            byte[] address = new byte[128];
            socklen_t length = address.Length;
            fixed (byte* start = address) Errors.Check(getsockname(Descriptor, (sockaddr*)start, &length), "getsockname");
            return address[..(int)length];
        }
    }

    public NativeSocket BindToDevice(string name)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(name);
        fixed (byte* start = bytes) Errors.Check(setsockopt(Descriptor, SOL_SOCKET, SO_BINDTODEVICE, start, bytes.Length), "setsockopt");
        return this;
    }

    public NativeSocket Bind(IPEndPoint end)
    {
        fixed (byte* address = Bytes(end, out int length)) Errors.Check(bind(Descriptor, (sockaddr*)address, length), "bind");
        return this;
    }

    /// <summary>A Unix socket, to exactly these bytes.</summary>
    public NativeSocket BindToName(ReadOnlySpan<byte> name)
    {
        fixed (byte* address = UnixAddress(name)) Errors.Check(bind(Descriptor, (sockaddr*)address, 2 + name.Length), "bind");
        return this;
    }

    public NativeSocket Listen(int backlog = 128)
    {
        Errors.Check(listen(Descriptor, backlog), "listen");
        return this;
    }

    public NativeSocket Connect(IPEndPoint end)
    {
        fixed (byte* address = Bytes(end, out int length)) Errors.Check(connect(Descriptor, (sockaddr*)address, length), "connect");
        return this;
    }

    /// <summary>A Unix socket, to what is bound to exactly these bytes.</summary>
    public NativeSocket ConnectToName(ReadOnlySpan<byte> name)
    {
        fixed (byte* address = UnixAddress(name)) Errors.Check(connect(Descriptor, (sockaddr*)address, 2 + name.Length), "connect");
        return this;
    }

    /// <summary>Sends the SYN and waits for nothing.</summary>
    public NativeSocket StartConnect(IPEndPoint end)
    {
        SetBlocking(false);
        fixed (byte* address = Bytes(end, out int length))
        {
            if (connect(Descriptor, (sockaddr*)address, length) < 0 && errno != EINPROGRESS) Errors.Check(-1, "connect");
        }
        SetBlocking(true);
        return this;
    }

    public NativeSocket Accept() => new(Errors.Check(accept4(Descriptor, null, null, SOCK_CLOEXEC), "accept"));

    public NativeSocket Send(int count)
    {
        fixed (byte* bytes = new byte[count]) Errors.Check(send(Descriptor, bytes, count, MSG_NOSIGNAL), "send");
        return this;
    }

    public NativeSocket Receive(int count)
    {
        fixed (byte* bytes = new byte[count]) Errors.Check(recv(Descriptor, bytes, count, 0), "recv");
        return this;
    }

    /// <summary>Sends until the kernel takes no more.</summary>
    public NativeSocket Fill()
    {
        const int piece = 64 * 1024;
        fixed (byte* bytes = new byte[piece])
        {
            while (send(Descriptor, bytes, piece, MSG_DONTWAIT | MSG_NOSIGNAL) > 0) { }
            if (errno != EAGAIN) Errors.Check(-1, "send");
        }
        return this;
    }

    public NativeSocket ShutdownSend()
    {
        Errors.Check(shutdown(Descriptor, SHUT_WR), "shutdown");
        return this;
    }

    public NativeSocket ShutdownReceive()
    {
        Errors.Check(shutdown(Descriptor, SHUT_RD), "shutdown");
        return this;
    }

    /// <summary>Closing sends a RST: nothing of the connection stays.</summary>
    public NativeSocket ResetOnClose()
    {
        int* linger = stackalloc int[] { 1, 0 };
        Errors.Check(setsockopt(Descriptor, SOL_SOCKET, SO_LINGER, linger, 2 * sizeof(int)), "setsockopt");
        return this;
    }

    public NativeSocket Give(uint user)
    {
        Errors.Check(fchown(Descriptor, user, user), "fchown");
        return this;
    }

    /// <summary>Closes it, while nobody forks: a child that is not yet its program would keep it.</summary>
    public void Dispose()
    {
        if (Descriptor >= 0) _ = Fork.Without(() => close(Descriptor));
        Descriptor = -1;
    }

    private static NativeSocket Open(AddressFamily family, int type) =>
        new(Errors.Check(socket(family == AddressFamily.InterNetwork ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0), "socket"));

    private delegate int EndOf(int descriptor, sockaddr* address, socklen_t* length);

    private IPEndPoint End(EndOf read, string call)
    {
        var address = new SocketAddress(AddressFamily.InterNetworkV6); // of both, the longer
        socklen_t length = address.Buffer.Length;
        fixed (byte* start = address.Buffer.Span) Errors.Check(read(Descriptor, (sockaddr*)start, &length), call);
        return (IPEndPoint)new IPEndPoint(address.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(address);
    }

    private static Span<byte> Bytes(IPEndPoint end, out int length)
    {
        SocketAddress address = end.Serialize();
        length = address.Size;
        return address.Buffer.Span[..length];
    }

    private static byte[] UnixAddress(ReadOnlySpan<byte> name) => [.. BitConverter.GetBytes((ushort)AF_UNIX), .. name];

    private int Ask(int request)
    {
        int value;
        Errors.Check(ioctl(Descriptor, request, &value), "ioctl");
        return value;
    }

    private void SetLongs(int level, int name, ReadOnlySpan<long> values)
    {
        fixed (long* start = values) Errors.Check(setsockopt(Descriptor, level, name, start, values.Length * sizeof(long)), "setsockopt");
    }

    private void SetBlocking(bool isBlocking)
    {
        int flags = Errors.Check(fcntl(Descriptor, F_GETFL), "fcntl");
        Errors.Check(fcntl(Descriptor, F_SETFL, isBlocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK), "fcntl");
    }
}
