using SockDiag.Netlink;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Netlink;

public class RunAheadTests
{
    private const int Depth = 8;

    private Thread? _thread;
    private int _produced;
    private int _consumed;
    private int _furthest;
    private bool _wasEnded;

    private static CancellationToken NoStop => CancellationToken.None;

    [Fact]
    public void ItemsComeInTheirOrder() => Assert.Equal(Enumerable.Range(0, 10_000), Ahead(Enumerable.Range(0, 10_000), NoStop));

    [Fact]
    public void NothingComesOfNothing() => Assert.Empty(Ahead(Enumerable.Empty<int>(), NoStop));

    [Fact]
    public void TheSourceRunsAheadAndNoFurtherThanItsDepth()
    {
        foreach (int item in Ahead(Source(100_000), NoStop).Take(50))
        {
            Volatile.Write(ref _consumed, item + 1);
            Deadline.Until("ahead", () => Volatile.Read(ref _produced) - item >= Depth);
        }

        // The depth waits in the hand-over, one more in the source's hand, and one that the reader has taken and not yet counted.
        Assert.InRange(_furthest, Depth, Depth + 2);
    }

    [Fact]
    public void TheSourceRunsBeforeTheFirstStep()
    {
        using var ahead = RunAhead<int>.TryStart(Source(10), Depth, NoStop)!;

        Deadline.Until("ahead", () => Volatile.Read(ref _produced) >= Depth);
    }

    [Fact]
    public void OneThatIsNeverReadEndsItsThread()
    {
        RunAhead<int>.TryStart(Source(int.MaxValue), Depth, NoStop)!.Dispose();

        Assert.True(_thread is null or { IsAlive: false });
    }

    [Fact]
    public void AReaderThatWalksAwayEndsTheThread()
    {
        foreach (int item in Ahead(Source(int.MaxValue), NoStop))
        {
            if (item == 3) break;
        }

        Assert.False(_thread!.IsAlive);
        Assert.True(_wasEnded, "The source was not disposed.");
    }

    [Fact]
    public void TheSourceRunsOnAThreadOfItsOwnThatEndsWithIt()
    {
        Assert.Equal(10, Ahead(Source(10), NoStop).Count());

        Assert.NotSame(Thread.CurrentThread, _thread);
        Assert.False(_thread!.IsAlive);
    }

    [Fact]
    public void TheSourcesExceptionArrivesBehindItsItems()
    {
        var failure = new KernelRefusedException(1, "list Tcp sockets", SocketProtocol.Tcp);
        var items = new List<int>();

        var thrown = Assert.Throws<KernelRefusedException>(() =>
        {
            foreach (int item in Ahead(Source(20, failure), NoStop)) items.Add(item);
        });

        Assert.Same(failure, thrown);
        Assert.Equal(Enumerable.Range(0, 20), items);
        Assert.False(_thread!.IsAlive);
    }

    [Fact]
    public void CancellationEndsReaderAndThread()
    {
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (int item in Ahead(Source(int.MaxValue), stop.Token))
            {
                if (item == 3) stop.Cancel();
            }
        });

        Assert.False(_thread!.IsAlive);
        Assert.True(_wasEnded, "The source was not disposed.");
    }

    /// <summary>The thread may have stopped and closed the hand-over before the reader looks into it: that looks like the end of the data. It is a race, so it is run many times.</summary>
    [Fact]
    public void ACancelledReadNeverLooksComplete()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        for (int i = 0; i < 1000; i++) Assert.ThrowsAny<OperationCanceledException>(() => Ahead(Enumerable.Range(0, 3), stop.Token).Count());
    }

    private static IEnumerable<int> Ahead(IEnumerable<int> source, CancellationToken stop)
    {
        using var ahead = RunAhead<int>.TryStart(source, Depth, stop)!;
        while (ahead.MoveNext()) yield return ahead.Current;
    }

    private IEnumerable<int> Source(int count, Exception? failure = null)
    {
        _thread = Thread.CurrentThread;
        try
        {
            for (int i = 0; i < count; i++)
            {
                Volatile.Write(ref _produced, i + 1);
                _furthest = Math.Max(_furthest, i + 1 - Volatile.Read(ref _consumed));
                yield return i;
            }
            if (failure is not null) throw failure;
        }
        finally { _wasEnded = true; }
    }
}
