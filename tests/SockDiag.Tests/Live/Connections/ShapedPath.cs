using System.Diagnostics;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live.Connections;

/// <summary>A network path between two namespaces: a thread carries the packets, with a delay both ways, and with loss and a rate on the way there.</summary>
internal sealed unsafe class ShapedPath : IDisposable
{
    public const string FarAddress = "10.91.0.2";
    public const double DelayMilliseconds = 25, Loss = 0.05, BitsPerSecond = 1_000_000;

    // Of the bottleneck: what it holds is a quarter of a second's.
    private const int LongestQueue = 20;

    private const int LongestWaitMilliseconds = 20;

    private readonly Random _chance = new(6); // its first dozen of packets arrive, and so the handshake does
    private readonly PriorityQueue<(TunDevice To, byte[] Packet), (long Due, int Number)> _underway = new();
    private readonly TunDevice _near, _far;
    private readonly Thread _carrier;
    private volatile bool _isOver;
    private int _packets, _queued;
    private long _freeAt; // the bottleneck, from when on

    /// <summary>Makes one; the test is skipped where this user may not, or there is no /dev/net/tun.</summary>
    public ShapedPath()
    {
        TunDevice? near = null, far = null;
        Near.Enter(() => near = new("path0", "10.91.0.1/24"));
        Far.Enter(() => far = new("path0", FarAddress + "/24"));
        (_near, _far) = (near!, far!);
        _carrier = new Thread(Carry) { IsBackground = true, Name = "path" };
        _carrier.Start();
    }

    public OwnNamespace Near { get; } = OwnNamespace.New();
    public OwnNamespace Far { get; } = OwnNamespace.New();

    /// <summary>How many packets did not arrive.</summary>
    public int Lost { get; private set; }

    public void Dispose()
    {
        _isOver = true;
        _carrier.Join();
        _near.Dispose();
        _far.Dispose();
        Near.Dispose();
        Far.Dispose();
    }

    private void Carry()
    {
        while (!_isOver)
        {
            while (_underway.TryPeek(out var next, out var when) && when.Due <= Stopwatch.GetTimestamp())
            {
                _underway.Dequeue();
                if (next.To == _far) _queued--;
                next.To.Write(next.Packet);
            }
            Wait();
            while (_near.Read() is byte[] packet) There(packet);
            while (_far.Read() is byte[] packet) Send(_near, packet, Stopwatch.GetTimestamp());
        }
    }

    private void There(byte[] packet)
    {
        const int protocol = 9;
        if (packet[0] >> 4 != 4 || packet[protocol] != IPPROTO_TCP) return; // what the machine says by itself
        if (_chance.NextDouble() < Loss || _queued >= LongestQueue)
        {
            Lost++;
            return;
        }
        _queued++;
        _freeAt = Math.Max(_freeAt, Stopwatch.GetTimestamp()) + Ticks(packet.Length * 8 / BitsPerSecond);
        Send(_far, packet, _freeAt);
    }

    private void Send(TunDevice to, byte[] packet, long from) => _underway.Enqueue((to, packet), (from + Ticks(DelayMilliseconds / 1000), _packets++));

    /// <summary>Until a packet comes, or one is due.</summary>
    private void Wait()
    {
        double wait = _underway.TryPeek(out _, out var next) ? Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next.Due).TotalMilliseconds : LongestWaitMilliseconds;
        pollfd* both = stackalloc pollfd[] { new() { fd = _near.Descriptor, events = POLLIN }, new() { fd = _far.Descriptor, events = POLLIN } };
        _ = poll(both, 2, Math.Clamp((int)Math.Ceiling(wait), 0, LongestWaitMilliseconds));
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
