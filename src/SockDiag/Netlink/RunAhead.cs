using System.Collections;
using System.Runtime.ExceptionServices;

namespace SockDiag.Netlink;

/// <summary>The only concurrency of a dump: the source runs on a thread of its own from now on, a bounded number of items ahead. No thread outlives it.</summary>
/// <remarks>A monitor and a queue: a BlockingCollection ends a wait with an exception, which takes a first call milliseconds, and has more code to make ready.</remarks>
internal sealed class RunAhead<T> : IEnumerator<T>
{
    private readonly object _gate = new();
    private readonly Queue<T> _ready = new();
    private readonly int _depth;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _wakeUp;
    private readonly Thread _worker;
    private ExceptionDispatchInfo? _failure;
    private bool _hasEnded; // the source
    private bool _isUnwanted; // what it still has: the reader has left, or is stopped
    private T? _current;

    /// <summary>Starts.</summary>
    /// <param name="source">What is read; on the other thread.</param>
    /// <param name="depth">So many items are read before anyone takes them.</param>
    /// <param name="stop">Ends the reading.</param>
    public RunAhead(IEnumerable<T> source, int depth, CancellationToken stop)
    {
        _depth = depth;
        _stop = stop;
        _wakeUp = stop.Register(Abandon);
        _worker = new Thread(() => Run(source)) { IsBackground = true, Name = "SockDiag reader" };
        _worker.Start();
    }

    public T Current => _current!;

    object? IEnumerator.Current => Current;

    /// <summary>Waits, not longer than a while, for the first item or the end; false where neither came.</summary>
    public bool HasAnswered(TimeSpan patience)
    {
        lock (_gate)
        {
            if (!HasNews) Monitor.Wait(_gate, patience);
            _stop.ThrowIfCancellationRequested();
            return HasNews;
        }
    }

    public bool MoveNext()
    {
        lock (_gate)
        {
            while (!HasNews) Monitor.Wait(_gate);
            _stop.ThrowIfCancellationRequested(); // what was read until then is not all
            if (_ready.TryDequeue(out _current))
            {
                Monitor.PulseAll(_gate);
                return true;
            }
        }
        _failure?.Throw();
        return false;
    }

    public void Reset() => throw new NotSupportedException();

    /// <summary>Also when the reader walks away.</summary>
    public void Dispose()
    {
        _wakeUp.Dispose();
        Abandon();
        _worker.Join();
    }

    /// <summary>Whether the reader need not wait.</summary>
    private bool HasNews => _ready.Count > 0 || _hasEnded || _isUnwanted;

    private void Run(IEnumerable<T> source)
    {
        try
        {
            foreach (T item in source)
            {
                if (!HandOver(item)) break;
            }
        }
        catch (Exception e) { _failure = ExceptionDispatchInfo.Capture(e); } // thrown again on the reader's thread
        finally { Tell(ref _hasEnded); }
    }

    /// <summary>Waits for room; false where nobody wants it any more.</summary>
    private bool HandOver(T item)
    {
        lock (_gate)
        {
            while (_ready.Count >= _depth && !_isUnwanted) Monitor.Wait(_gate);
            if (_isUnwanted) return false;
            _ready.Enqueue(item);
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private void Abandon() => Tell(ref _isUnwanted);

    private void Tell(ref bool news)
    {
        lock (_gate)
        {
            news = true;
            Monitor.PulseAll(_gate);
        }
    }
}
