using System.Runtime.ExceptionServices;

namespace SockDiag.Netlink;

/// <summary>
/// What a reader and the thread that reads ahead of it share. It does not know the reader: so one that everybody has forgotten is collected, though the thread
/// waits for room.
/// </summary>
/// <remarks>A monitor and a queue: a BlockingCollection ends a wait with an exception, which takes a first call milliseconds, and has more code to make ready.</remarks>
/// <param name="depth">So many items are read before anyone takes them.</param>
/// <param name="stop">Ends the reading.</param>
internal sealed class HandOver<T>(int depth, CancellationToken stop)
{
    private readonly object _gate = new();
    private readonly Queue<T> _ready = new();
    private ExceptionDispatchInfo? _failure;
    private bool _hasEnded; // the source
    private bool _isUnwanted; // what it still has: the reader has left, or is stopped

    /// <summary>Whether the reader need not wait.</summary>
    private bool HasNews => _ready.Count > 0 || _hasEnded || _isUnwanted;

    /// <summary>Reads the source to its end, or until nobody wants more; on the thread that is ahead.</summary>
    public void Run(IEnumerable<T> source)
    {
        try
        {
            foreach (T item in source)
            {
                if (!Give(item)) break;
            }
        }
        catch (Exception e) { _failure = ExceptionDispatchInfo.Capture(e); } // thrown again on the reader's thread
        finally { Tell(ref _hasEnded); }
    }

    /// <summary>Waits, not longer than a while, for the first item or the end; false where neither came.</summary>
    public bool HasAnswered(TimeSpan patience)
    {
        lock (_gate)
        {
            if (!HasNews) Monitor.Wait(_gate, patience);
            stop.ThrowIfCancellationRequested();
            return HasNews;
        }
    }

    /// <summary>Waits for the next item; false behind the last one.</summary>
    public bool TryTake(out T? item)
    {
        lock (_gate)
        {
            while (!HasNews) Monitor.Wait(_gate);
            stop.ThrowIfCancellationRequested(); // what was read until then is not all
            if (_ready.TryDequeue(out item))
            {
                Monitor.PulseAll(_gate);
                return true;
            }
        }
        _failure?.Throw();
        return false;
    }

    /// <summary>Nobody wants what is still to come.</summary>
    public void Abandon() => Tell(ref _isUnwanted);

    /// <summary>Waits for room; false where nobody wants it any more.</summary>
    private bool Give(T item)
    {
        lock (_gate)
        {
            while (_ready.Count >= depth && !_isUnwanted) Monitor.Wait(_gate);
            if (_isUnwanted) return false;
            _ready.Enqueue(item);
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private void Tell(ref bool news)
    {
        lock (_gate)
        {
            news = true;
            Monitor.PulseAll(_gate);
        }
    }
}
