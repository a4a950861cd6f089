using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace SockDiag.Netlink;

/// <summary>The only concurrency of a dump: the source runs on a thread of its own from now on, a bounded number of items ahead. No thread outlives it.</summary>
internal sealed class RunAhead<T> : IEnumerator<T>
{
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _over;
    private readonly BlockingCollection<T> _ready;
    private readonly IEnumerator<T> _items;
    private readonly Thread _worker;
    private readonly ManualResetEventSlim _hasAnswered = new();
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts.</summary>
    /// <param name="source">What is read; on the other thread.</param>
    /// <param name="depth">So many items are read before anyone takes them.</param>
    /// <param name="stop">Ends the reading.</param>
    public RunAhead(IEnumerable<T> source, int depth, CancellationToken stop)
    {
        _stop = stop;
        _over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _ready = new BlockingCollection<T>(depth);
        _items = _ready.GetConsumingEnumerable(stop).GetEnumerator();
        CancellationToken token = _over.Token; // a disposed source has none to give
        _worker = new Thread(() => Run(source, token)) { IsBackground = true, Name = "SockDiag reader" };
        _worker.Start();
    }

    public T Current => _items.Current;

    /// <summary>Waits, not longer than a while, for the first item or the end; false where neither came.</summary>
    public bool HasAnswered(TimeSpan patience) => _hasAnswered.Wait(patience, _stop);

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        if (_items.MoveNext()) return true;
        _stop.ThrowIfCancellationRequested(); // the hand-over may be closed for that, and then it ends without a word
        _failure?.Throw();
        return false;
    }

    public void Reset() => throw new NotSupportedException();

    /// <summary>Also when the reader walks away.</summary>
    public void Dispose()
    {
        _over.Cancel();
        _worker.Join();
        _items.Dispose();
        _ready.Dispose();
        _hasAnswered.Dispose();
        _over.Dispose();
    }

    private void Run(IEnumerable<T> source, CancellationToken token)
    {
        try
        {
            foreach (T item in source)
            {
                _ready.Add(item, token);
                _hasAnswered.Set();
            }
        }
        catch (OperationCanceledException) { } // the reader has what it wanted
        catch (Exception e) { _failure = ExceptionDispatchInfo.Capture(e); } // thrown again on the reader's thread
        finally
        {
            _ready.CompleteAdding();
            _hasAnswered.Set();
        }
    }
}
