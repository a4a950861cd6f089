using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>A network namespace of the test's own, with its loopback up: nothing else on the machine is in it. It ends with its last socket.</summary>
internal sealed unsafe class OwnNamespace : IDisposable
{
    private const int CLONE_NEWNET = 0x40000000;
    private const int SIOCSIFFLAGS = 0x8914;
    private const short IFF_UP = 1;
    private const int FlagsOffset = 16; // struct ifreq: the name, then a union

    private static readonly Lazy<bool> _isAllowed = new(() =>
    {
        bool isAllowed = false;
        OwnThread.Run(() => isAllowed = unshare(CLONE_NEWNET) == 0);
        return isAllowed;
    });

    [ThreadStatic]
    private static bool _isCurrent;

    private int _descriptor = -1;

    private OwnNamespace() => OwnThread.Run(() =>
    {
        Errors.Check(unshare(CLONE_NEWNET), "unshare");
        GiveChildrenTheirOwnTables();
        Errors.Check(unshare(CLONE_NEWNET), "unshare");
        fixed (byte* path = "/proc/thread-self/ns/net\0"u8) _descriptor = Errors.Check(open(path, O_RDONLY | O_CLOEXEC), "open");
        RaiseLoopback();
    });

    /// <summary>Whether this user may make one (CAP_SYS_ADMIN).</summary>
    public static bool IsAllowed => _isAllowed.Value;

    /// <summary>Whether the calling thread is in one.</summary>
    public static bool IsCurrent => _isCurrent;

    /// <summary>Makes one; the test is skipped where this user may not.</summary>
    public static OwnNamespace New()
    {
        Assert.SkipUnless(IsAllowed, "It needs a network namespace of its own, which takes CAP_SYS_ADMIN (root).");
        return new();
    }

    /// <summary>Runs <paramref name="body"/> on a thread in a new one; the test is skipped where this user may not make one.</summary>
    public static void Inside(Action body)
    {
        using OwnNamespace own = New();
        own.Enter(body);
    }

    /// <summary>As <see cref="Inside"/>; on the machine's own loopback where this user may not make a namespace. So <paramref name="body"/> selects its sockets by port or cookie.</summary>
    public static void InsideOrOnLoopback(Action body)
    {
        if (IsAllowed) Inside(body);
        else OwnThread.Run(body);
    }

    /// <summary>Runs <paramref name="body"/> on a thread in this one.</summary>
    public void Enter(Action body) => OwnThread.Run(() =>
    {
        Errors.Check(setns(_descriptor, CLONE_NEWNET), "setns");
        _isCurrent = true;
        body();
    });

    public void Dispose()
    {
        if (_descriptor >= 0) _ = close(_descriptor);
        _descriptor = -1;
    }

    /// <summary>Namespaces made from here have socket tables of their own (Linux 6.1 and 6.2), so that dumps take no longer where the rest of the machine has many sockets.</summary>
    private static void GiveChildrenTheirOwnTables()
    {
        foreach ((string setting, string entries) in (ReadOnlySpan<(string, string)>)[("tcp_child_ehash_entries", "8192"), ("udp_child_hash_entries", "1024")])
        {
            string file = $"/proc/sys/net/ipv4/{setting}";
            if (File.Exists(file)) File.WriteAllText(file, entries);
        }
    }

    private static void RaiseLoopback()
    {
        byte* request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        "lo"u8.CopyTo(new Span<byte>(request, FlagsOffset));
        *(short*)(request + FlagsOffset) = IFF_UP;
        int any = Errors.Check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
        Errors.Check(ioctl(any, SIOCSIFFLAGS, request), "ioctl");
        _ = close(any);
    }
}
