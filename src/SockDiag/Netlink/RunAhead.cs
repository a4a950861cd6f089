using System.Collections;
using SockDiag.Native;

namespace SockDiag.Netlink;

/// <summary>The only concurrency of a dump: the source runs on a thread of its own from now on, a bounded number of items ahead. No thread outlives it.</summary>
/// <remarks>The thread and the token know the hand-over alone, never this object: where a shell leaves it without a word, its finalizer ends the thread.</remarks>
internal sealed class RunAhead<T> : IEnumerator<T>
{
    private readonly HandOver<T> _handOver;
    private readonly CancellationTokenRegistration _wakeUp;
    private readonly Thread _worker;
    private T? _current;

    private RunAhead(HandOver<T> handOver, CancellationTokenRegistration wakeUp, Thread worker)
    {
        _handOver = handOver;
        _wakeUp = wakeUp;
        _worker = worker;
    }

    /// <summary>Starts; null where no thread can be started.</summary>
    /// <param name="source">What is read; on the other thread. It must not know what is returned.</param>
    /// <param name="depth">So many items are read before anyone takes them.</param>
    /// <param name="stop">Ends the reading.</param>
    public static RunAhead<T>? TryStart(IEnumerable<T> source, int depth, CancellationToken stop)
    {
        var handOver = new HandOver<T>(depth, stop);
        if (BackgroundThread.TryStart("SockDiag reader", () => handOver.Run(source)) is not Thread worker) return null;
        return new(handOver, stop.Register(handOver.Abandon), worker);
    }

    /// <summary>Nobody has it any more, and nobody disposed of it.</summary>
    ~RunAhead()
    {
        _wakeUp.Unregister(); // which does not wait, as Dispose may
        _handOver.Abandon();
    }

    public T Current => _current!;

    object? IEnumerator.Current => Current;

    /// <summary>Waits, not longer than a while, for the first item or the end; false where neither came.</summary>
    public bool HasAnswered(TimeSpan patience)
    {
        bool hasAnswered = _handOver.HasAnswered(patience);
        GC.KeepAlive(this);
        return hasAnswered;
    }

    public bool MoveNext()
    {
        bool isThere = _handOver.TryTake(out _current);
        GC.KeepAlive(this); // the end of the wait is not that of this object
        return isThere;
    }

    public void Reset() => throw new NotSupportedException();

    /// <summary>Also when the reader walks away.</summary>
    public void Dispose()
    {
        _wakeUp.Dispose();
        _handOver.Abandon();
        _worker.Join();
        GC.SuppressFinalize(this);
    }
}
