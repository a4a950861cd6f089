using System.Net;
using System.Runtime.InteropServices;
using SockDiag.Tests.Live.Connections;

namespace SockDiag.Tests.Live;

/// <summary>Twenty thousand connections to one listener, or as many as this process may open; fewer on the machine's own loopback. Of their congestion control the kernel tells its name alone.</summary>
public sealed partial class ManyConnections : IDisposable
{
    private const int Wanted = 20_000, OnLoopback = 2_000, OtherDescriptors = 1_000;

    private readonly OwnNamespace? _own = OwnNamespace.IsAllowed ? OwnNamespace.New() : null;
    private readonly List<NativeSocket> _sockets = [];
    private NativeSocket _listener = null!;

    public ManyConnections() => Enter(() =>
    {
        int count = Math.Min(_own is null ? OnLoopback : Wanted, (DescriptorsAllowed(2 * Wanted + OtherDescriptors) - OtherDescriptors) / 2);
        _listener = NativeSocket.Listening(new(IPAddress.Loopback, 0)).SetCongestionControl("reno");
        Port = _listener.Port;
        for (int i = 0; i < count; i++)
        {
            _sockets.Add(NativeSocket.Tcp().SetCongestionControl("reno").Connect(_listener.LocalEnd));
            _sockets.Add(_listener.Accept());
        }
        Cookies = [.. _sockets.Select(socket => socket.Cookie).Order()];
        SomeClient = _sockets[count / 2 * 2].Port;
    });

    /// <summary>The listener's port.</summary>
    public int Port { get; private set; }

    /// <summary>The port of one of the clients.</summary>
    public int SomeClient { get; private set; }

    /// <summary>Of both ends of each connection.</summary>
    public ulong[] Cookies { get; private set; } = [];

    /// <summary>Finds them all.</summary>
    internal SocketFilter EitherEnd => new SocketFilter.Or(Rows.LocalPort(Port), Rows.RemotePort(Port));

    public void Enter(Action body)
    {
        if (_own is not null) _own.Enter(body);
        else OwnThread.Run(body);
    }

    public void Dispose()
    {
        foreach (NativeSocket socket in _sockets) socket.ResetOnClose().Dispose();
        _listener.Dispose();
        _own?.Dispose();
    }

    /// <summary>Raises the limit as far as this user may.</summary>
    private static unsafe int DescriptorsAllowed(long wanted)
    {
        const int RLIMIT_NOFILE = 7;
        long* limits = stackalloc long[2];
        Errors.Check(getrlimit(RLIMIT_NOFILE, limits), "getrlimit");
        long* more = stackalloc long[] { Math.Max(wanted, limits[0]), Math.Max(wanted, limits[1]) };
        if (setrlimit(RLIMIT_NOFILE, more) == 0) return (int)more[0];
        long* most = stackalloc long[] { limits[1], limits[1] };
        return setrlimit(RLIMIT_NOFILE, most) == 0 ? (int)most[0] : (int)limits[0];
    }

    [LibraryImport("libc.so.6")]
    private static unsafe partial int getrlimit(int resource, long* limits);

    [LibraryImport("libc.so.6")]
    private static unsafe partial int setrlimit(int resource, long* limits);
}
