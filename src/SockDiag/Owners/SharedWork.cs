using System.Runtime.ExceptionServices;
using SockDiag.Native;

namespace SockDiag.Owners;

/// <summary>Pieces of work that threads share: whoever finds a piece too large leaves the rest to one who has nothing to do.</summary>
/// <param name="pieces">What there is to do at first.</param>
/// <param name="worthAThread">How many pieces are worth to start a thread for; a rest always is.</param>
/// <param name="name">The name of the threads.</param>
internal sealed class SharedWork<T>(IReadOnlyList<T> pieces, int worthAThread, string name) where T : struct
{
    private readonly object _gate = new();
    private readonly Stack<T> _rests = [];
    private readonly List<Thread> _helpers = [];
    private Action<IEnumerable<T>>? _body;
    private int _next;
    private int _busy;
    private int _waiting;
    private bool _isShortOfThreads; // since one could not be started
    private bool _isOver; // since one of the threads has ended: all is done, or it failed, or had enough
    private ExceptionDispatchInfo? _failure;

    /// <summary>Does the work on this thread, and on as many more as are of use and as there are processors. Returns when all have ended.</summary>
    /// <param name="body">What each thread does: it takes pieces until there are no more.</param>
    public void Run(Action<IEnumerable<T>> body)
    {
        _body = body;
        Work();
        foreach (Thread helper in _helpers) helper.Join(); // nobody is added to them any more
        _failure?.Throw();
    }

    /// <summary>Adds a piece.</summary>
    public void Leave(T rest)
    {
        lock (_gate)
        {
            _rests.Push(rest);
            if (_waiting > 0) Monitor.Pulse(_gate);
            else StartHelperFor(_helpers.Count + 1); // all are busy
        }
    }

    private void Work()
    {
        try { _body!(Pieces()); }
        catch (Exception e) { _failure ??= ExceptionDispatchInfo.Capture(e); } // thrown again when all have ended
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }

    private IEnumerable<T> Pieces()
    {
        while (TryTake(out T piece))
        {
            try { yield return piece; }
            finally { GiveBack(); }
        }
    }

    private bool TryTake(out T piece)
    {
        lock (_gate)
        {
            while (!_isOver)
            {
                if (_rests.TryPop(out piece) || TryTakeNext(out piece))
                {
                    _busy++;
                    StartHelperFor((pieces.Count - _next) / worthAThread);
                    return true;
                }
                if (_busy == 0) break;
                _waiting++;
                Monitor.Wait(_gate); // whoever is busy may leave a rest
                _waiting--;
            }
            piece = default;
            return false;
        }
    }

    private bool TryTakeNext(out T piece)
    {
        bool isThere = _next < pieces.Count;
        piece = isThere ? pieces[_next++] : default;
        return isThere;
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            if (--_busy == 0) Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Starts one more thread if the work is worth so many. Where none can be started, those that there are do it all.</summary>
    private void StartHelperFor(int threads)
    {
        if (_isOver || _isShortOfThreads || _helpers.Count >= Math.Min(threads, Environment.ProcessorCount - 1)) return;
        if (BackgroundThread.TryStart(name, Work) is Thread helper) _helpers.Add(helper);
        else _isShortOfThreads = true;
    }
}
