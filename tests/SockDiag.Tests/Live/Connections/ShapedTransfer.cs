using System.Net;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live.Connections;

/// <summary>One transfer over a shaped path, looked at again and again while it goes on. It is done when the first test asks about it.</summary>
public sealed class ShapedTransfer : IDisposable
{
    public const int Bytes = 300_000;

    private const int SO_SNDBUFFORCE = 32;

    private readonly Lazy<Outcome> _outcome;
    private readonly Stack<IDisposable> _holds = [];

    public ShapedTransfer() => _outcome = new(Run);

    private sealed record Outcome(ShapedPath Path, NativeSocket Sender, NativeSocket Receiver, IReadOnlyList<TcpInfo> During);

    internal ShapedPath Path => _outcome.Value.Path;

    /// <summary>The sender while it sent.</summary>
    internal IReadOnlyList<TcpInfo> During => _outcome.Value.During;

    /// <summary>The sender when everything was acknowledged.</summary>
    internal TcpInfo Sender => Read(Path.Near, _outcome.Value.Sender);

    /// <summary>The receiver then.</summary>
    internal TcpInfo Receiver => Read(Path.Far, _outcome.Value.Receiver);

    /// <summary>What the sender's own socket says.</summary>
    internal byte[] SenderInformation => _outcome.Value.Sender.Information();

    /// <summary>What the receiver's own socket says.</summary>
    internal byte[] ReceiverInformation => _outcome.Value.Receiver.Information();

    public void Dispose()
    {
        while (_holds.TryPop(out IDisposable? hold)) hold.Dispose();
    }

    private Outcome Run()
    {
        ShapedPath path = Held(new ShapedPath());
        NativeSocket? listener = null, sender = null, receiver = null;
        var during = new List<TcpInfo>();
        path.Far.Enter(() => listener = Held(NativeSocket.Listening(new(IPAddress.Parse(ShapedPath.FarAddress), 0))));
        path.Near.Enter(() =>
        {
            // All bytes have room in its buffer, so its program is never what limits it.
            sender = Held(NativeSocket.Tcp().SetCongestionControl("cubic").Set(SOL_SOCKET, SO_SNDBUFFORCE, 4 * Bytes)).Connect(listener!.LocalEnd);
            receiver = Held(listener.Accept());
            sender.Send(Bytes);
            int received = 0;
            Poll.Until(() =>
            {
                int come = receiver.Unread;
                if (come > 0) receiver.Receive(come);
                received += come;
                during.Add(ConnectionRows.Of(sender));
                return received == Bytes && sender.Unacknowledged == 0;
            }, "everything is sent and acknowledged");
        });
        return new(path, sender!, receiver!, during);
    }

    private T Held<T>(T hold) where T : IDisposable
    {
        _holds.Push(hold);
        return hold;
    }

    private static TcpInfo Read(OwnNamespace where, NativeSocket socket)
    {
        TcpInfo? row = null;
        where.Enter(() => row = ConnectionRows.Of(socket));
        return row!;
    }
}
