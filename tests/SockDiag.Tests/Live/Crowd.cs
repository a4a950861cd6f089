using System.Net;
using System.Net.Sockets;
using SockDiag.Netlink;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>Sockets of every kind at once, that stay as they are: in a namespace of their own where this user may make one, else on the machine's loopback.</summary>
public sealed class Crowd : IDisposable
{
    private readonly OwnNamespace? _own = OwnNamespace.IsAllowed ? OwnNamespace.New() : null;
    private readonly List<IDisposable> _holds = [];
    private readonly List<CgroupFolder> _cgroups = [];
    private readonly HashSet<int> _ports = []; // local ones

    public Crowd() => Enter(() =>
    {
        Netlink = DiagSocket.Open();
        foreach (IPAddress address in Addresses())
        {
            Listeners(address);
            Connections(address);
            Remains(address);
            Datagrams(address);
        }
        Twins();
        OnADevice();
        if (IsAlone) Marked();
        if (IsAlone && CgroupFolder.IsAllowed) InCgroups();
        _ports.UnionWith(Rows.Tcp(owners: true).Concat<InetSocket>(Rows.Udp(owners: true)).Where(row => row.ProcessId == Environment.ProcessId).Select(row => row.LocalPort));
    });

    /// <summary>Whether nothing else is where they are.</summary>
    internal bool IsAlone => _own is not null;

    /// <summary>Asks where they are, from any thread.</summary>
    internal DiagSocket Netlink { get; private set; } = null!;

    /// <summary>Runs <paramref name="body"/> where they are.</summary>
    public void Enter(Action body)
    {
        if (_own is not null) _own.Enter(body);
        else OwnThread.Run(body);
    }

    /// <summary>Whether a row with this local port is one of them.</summary>
    public bool Has(int localPort) => IsAlone || _ports.Contains(localPort);

    public void Dispose()
    {
        foreach (IDisposable hold in _holds) hold.Dispose();
        foreach (CgroupFolder cgroup in _cgroups) cgroup.Dispose();
        Netlink.Dispose();
        _own?.Dispose();
    }

    private static IEnumerable<IPAddress> Addresses()
    {
        yield return IPAddress.Loopback;
        yield return IPAddress.Parse("127.0.0.9");
        if (!Needs.HasIPv6) yield break;
        yield return IPAddress.IPv6Loopback;
        yield return IPAddress.Loopback.MapToIPv6();
    }

    private T Held<T>(T socket) where T : IDisposable
    {
        _holds.Add(socket);
        return socket;
    }

    private static NativeSocket TcpAt(IPAddress address) => NativeSocket.Tcp(address.AddressFamily);

    private static NativeSocket Dual(NativeSocket socket) => socket.Set(IPPROTO_IPV6, IPV6_V6ONLY, 0);

    /// <summary>The wildcard through which that address is reached.</summary>
    private NativeSocket AnyListener(IPAddress address)
    {
        NativeSocket socket = TcpAt(address);
        if (address.IsIPv4MappedToIPv6) Dual(socket);
        return Held(socket.Bind(new(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0)).Listen());
    }

    private void Listeners(IPAddress address)
    {
        Held(NativeSocket.Listening(new(address, 0), backlog: 3));
        Held(TcpAt(address).Bind(new(address, 0)));
        NativeSocket any = AnyListener(address);
        Held(TcpAt(address).Connect(new(address, any.Port))); // waits for accept
        Held(TcpAt(address).Connect(new(address, any.Port))).Send(3).ShutdownSend();
        NativeSocket full = Held(NativeSocket.Listening(new(address, 0), backlog: 0));
        Held(TcpAt(address).Connect(full.LocalEnd));
        Held(TcpAt(address).StartConnect(full.LocalEnd)); // SYN-SENT
    }

    private (NativeSocket Client, NativeSocket Server) Connect(IPAddress address, NativeSocket listener)
    {
        NativeSocket client = Held(TcpAt(address).Connect(new(address, listener.Port)));
        _ports.Add(client.Port); // what is left of it will have no owner
        return (client, Held(listener.Accept()));
    }

    private void Connections(IPAddress address)
    {
        NativeSocket listener = AnyListener(address);
        Connect(address, listener);
        Connect(address, listener).Client.Send(100);
        Connect(address, listener).Client.Set(SOL_SOCKET, SO_KEEPALIVE);
        Connect(address, listener).Client.ShutdownSend(); // FIN-WAIT-2 and CLOSE-WAIT
    }

    private void Remains(IPAddress address)
    {
        NativeSocket listener = AnyListener(address);
        for (int i = 0; i < 2; i++)
        {
            var (client, server) = Connect(address, listener);
            client.ShutdownSend();
            server.ShutdownSend();
        }
        Connect(address, listener).Client.Dispose(); // a small FIN-WAIT-2
        NativeSocket deferred = TcpAt(address).Set(IPPROTO_TCP, TCP_DEFER_ACCEPT, 60);
        Held(deferred.Bind(new(address, 0)).Listen());
        Held(TcpAt(address).Connect(deferred.LocalEnd)); // half-open
    }

    private void Datagrams(IPAddress address)
    {
        NativeSocket bound = Held(NativeSocket.Udp(address.AddressFamily).Bind(new(address, 0)));
        Held(NativeSocket.Udp(address.AddressFamily).Connect(bound.LocalEnd)).Send(50);
        Held(NativeSocket.Udp(address.AddressFamily).Bind(new(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0)));
    }

    private void Twins()
    {
        NativeSocket first = Held(NativeSocket.Tcp().Set(SOL_SOCKET, SO_REUSEPORT).Bind(new(IPAddress.Any, 0)).Listen());
        Held(NativeSocket.Tcp().Set(SOL_SOCKET, SO_REUSEPORT).Bind(first.LocalEnd).Listen());
    }

    private void OnADevice()
    {
        NativeSocket listener = Held(NativeSocket.Tcp().BindToDevice("lo").Bind(new(IPAddress.Any, 0)).Listen());
        Connect(IPAddress.Loopback, listener);
        Connect(IPAddress.Loopback, listener).Client.Dispose();
        Held(NativeSocket.Udp().BindToDevice("lo").Bind(new(IPAddress.Any, 0)));
    }

    private void Marked()
    {
        foreach (int mark in (int[])[0x10, 0x11, 0x20, unchecked((int)0xff000010)])
        {
            Held(NativeSocket.Udp().Set(SOL_SOCKET, SO_MARK, mark).Bind(new(IPAddress.Loopback, 0)));
            NativeSocket listener = Held(NativeSocket.Tcp().Set(SOL_SOCKET, SO_MARK, mark).Bind(new(IPAddress.Loopback, 0)).Listen());
            Held(NativeSocket.Tcp().Set(SOL_SOCKET, SO_MARK, mark).Connect(listener.LocalEnd));
            Held(listener.Accept());
            NativeSocket client = Held(NativeSocket.Tcp().Set(SOL_SOCKET, SO_MARK, mark).Connect(listener.LocalEnd)).ShutdownSend();
            Held(listener.Accept()).ShutdownSend();
            NativeSocket deferred = Held(NativeSocket.Tcp().Set(SOL_SOCKET, SO_MARK, mark).Set(IPPROTO_TCP, TCP_DEFER_ACCEPT, 60).Bind(new(IPAddress.Loopback, 0)).Listen());
            Held(NativeSocket.Tcp().Connect(deferred.LocalEnd));
        }
    }

    private void InCgroups()
    {
        var cgroup = CgroupFolder.New("crowd");
        CgroupFolder below = cgroup.Below("child");
        _cgroups.AddRange([below, cgroup]);
        NativeSocket listener = Held(NativeSocket.Listening(new(IPAddress.Loopback, 0)));
        ChildProcess process = Held(ChildProcess.Start());
        foreach ((CgroupFolder place, int descriptor) in (ReadOnlySpan<(CgroupFolder, int)>)[(cgroup, 6), (below, 8)])
        {
            place.Take(process);
            process.Run($"exec {descriptor}<>/dev/udp/127.0.0.1/9 {descriptor + 1}<>/dev/tcp/127.0.0.1/{listener.Port}");
            Held(listener.Accept());
        }
    }
}
