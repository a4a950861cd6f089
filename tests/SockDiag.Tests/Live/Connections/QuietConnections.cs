namespace SockDiag.Tests.Live.Connections;

/// <summary>Connections of every kind that have done something and rest now: in a namespace of their own where this user may make one, else on the machine's loopback.</summary>
public sealed class QuietConnections : IDisposable
{
    private const int There = 50_000, Back = 3_000;

    private readonly OwnNamespace? _own = OwnNamespace.IsAllowed ? OwnNamespace.New() : null;
    private readonly List<IDisposable> _holds = [];
    private readonly HashSet<ulong> _cookies = [];
    private readonly List<(NativeSocket Socket, string CongestionControl)> _used = [];

    public QuietConnections() => Enter(() =>
    {
        foreach (string name in TcpOptions.Choosable("cubic", "reno", "bbr"))
        {
            Used(Connection.OverIPv4(), name);
            if (!Needs.HasIPv6) continue;
            Used(Connection.OverIPv6(), name);
            Used(Connection.OverMappedIPv4(), name);
        }
        Held(Connection.OverIPv4()); // never used
        Held(Connection.OverIPv4()).Client.Send(There); // and nobody reads it
        Held(Connection.OverIPv4()).Client.Send(1).ShutdownSend();
        Exchange(Held(Connection.OverIPv4(), connection => connection.Client.SetMaximumPacingRate(1_000_000)));
        var silent = HeldSocket.In(SocketState.SynSent);
        _holds.Add(silent);
        _cookies.Add(Rows.Tcp(silent.Ports)[0].Cookie!.Value);
    });

    /// <summary>All of them.</summary>
    internal SocketFilter All => new SocketFilter.Cookie(_cookies);

    /// <summary>Those that sent and received data, and what congestion control was set on them.</summary>
    internal IReadOnlyList<(NativeSocket Socket, string CongestionControl)> Used() => _used;

    /// <summary>Whether a cookie is that of one of them.</summary>
    public bool Has(ulong cookie) => _cookies.Contains(cookie);

    /// <summary>Runs <paramref name="body"/> where they are.</summary>
    public void Enter(Action body)
    {
        if (_own is not null) _own.Enter(body);
        else OwnThread.Run(body);
    }

    public void Dispose()
    {
        foreach (IDisposable hold in _holds) hold.Dispose();
        _own?.Dispose();
    }

    private Connection Held(Connection connection, Action<Connection>? first = null)
    {
        _holds.Add(connection);
        _cookies.UnionWith([connection.Client.Cookie, connection.Server.Cookie]);
        first?.Invoke(connection);
        return connection;
    }

    private void Used(Connection connection, string congestionControl)
    {
        foreach (NativeSocket end in (ReadOnlySpan<NativeSocket>)[connection.Client, connection.Server]) _used.Add((end.SetCongestionControl(congestionControl), congestionControl));
        Exchange(Held(connection));
    }

    private static void Exchange(Connection connection)
    {
        connection.Client.Send(There);
        Poll.Until(() => connection.Server.Unread == There, "the server has everything");
        connection.Server.Receive(There).Send(Back);
        Poll.Until(() => connection.Client.Unread == Back, "the client has everything");
        connection.Client.Receive(Back);
        Poll.Until(() => connection.Server.Unacknowledged == 0, "the client acknowledged everything");
    }
}
