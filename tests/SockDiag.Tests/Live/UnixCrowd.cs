using System.Text;

namespace SockDiag.Tests.Live;

/// <summary>Unix sockets of every kind at once, that stay as they are: in a namespace of their own where this user may make one, else among the machine's.</summary>
public sealed class UnixCrowd : IDisposable
{
    private readonly OwnNamespace? _own = OwnNamespace.IsAllowed ? OwnNamespace.New() : null;
    private readonly TemporaryFolder _folder = new();
    private readonly List<NativeSocket> _sockets = [];
    private readonly HashSet<long> _inodes = [];

    public UnixCrowd() => Enter(() =>
    {
        foreach (SocketType type in (SocketType[])[SocketType.Stream, SocketType.SeqPacket])
        {
            foreach (byte[] name in (byte[][])[_folder.BytesOf(Encoding.UTF8.GetBytes($"{type}")), UnixRows.NewName()]) Connections(type, name);
        }
        foreach (SocketType type in (SocketType[])[SocketType.Stream, SocketType.SeqPacket, SocketType.Datagram]) Pairs(type);
        NativeSocket receiver = Held(NativeSocket.Unix(SocketType.Datagram).BindToName(_folder.BytesOf("log"u8)));
        Held(NativeSocket.Unix(SocketType.Datagram).ConnectToName(_folder.BytesOf("log"u8))).Send(20).Send(5);
        Held(NativeSocket.Unix(SocketType.Datagram).BindToName(UnixRows.NewName()));
        Held(NativeSocket.Unix());
        Held(NativeSocket.Unix().BindToName(_folder.BytesOf("gone"u8)));
        File.Delete(_folder.PathOf("gone"));
        if (Needs.IsRoot) receiver.Give(OrdinaryUser.Nobody);
        _inodes.UnionWith(_sockets.Select(socket => socket.Inode));
    });

    /// <summary>Runs <paramref name="body"/> where they are.</summary>
    public void Enter(Action body)
    {
        if (_own is not null) _own.Enter(body);
        else OwnThread.Run(body);
    }

    /// <summary>Whether an inode is one of theirs; of any where they are alone.</summary>
    public bool Has(long inode) => _own is not null || _inodes.Contains(inode);

    public void Dispose()
    {
        foreach (NativeSocket socket in _sockets) socket.Dispose();
        _folder.Dispose();
        _own?.Dispose();
    }

    private NativeSocket Held(NativeSocket socket)
    {
        _sockets.Add(socket);
        return socket;
    }

    private void Connections(SocketType type, byte[] name)
    {
        NativeSocket listener = Held(NativeSocket.ListeningAt(name, backlog: 3, type));
        NativeSocket client = Held(NativeSocket.Unix(type).ConnectToName(name)), server = Held(listener.Accept());
        client.Send(7);
        server.Send(100);
        Held(NativeSocket.Unix(type).ConnectToName(name));
        Held(NativeSocket.Unix(type).ConnectToName(name)).Send(9); // before anybody has accepted it
    }

    private void Pairs(SocketType type)
    {
        (NativeSocket one, NativeSocket other) = NativeSocket.Pair(type);
        Held(one).ShutdownSend();
        Held(other).Send(3);
        (NativeSocket left, NativeSocket closed) = NativeSocket.Pair(type);
        Held(left);
        closed.Dispose();
    }
}
