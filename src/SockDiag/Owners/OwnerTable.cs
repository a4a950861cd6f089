using System.Runtime.ExceptionServices;
using SockDiag.Native;

namespace SockDiag.Owners;

/// <summary>The owners that the sockets of one call share: filled once, on a thread of its own while the dump streams, or by whoever reads an owner first.</summary>
/// <param name="read">Reads the owners; it ends early, with an exception, when its token is cancelled.</param>
/// <param name="stop">Ends the call, and with it the fill.</param>
internal sealed class OwnerTable(Func<CancellationToken, OwnerCensus> read, CancellationToken stop) : IDisposable
{
    private readonly object _gate = new();
    private readonly CancellationTokenSource _isLeft = new(); // of its own: what is bound to a caller's token is bound while the fill runs, and not for longer
    private volatile OwnerCensus? _census;
    private volatile Thread? _filling;
    private volatile bool _isFilled; // or is being filled, unless the call has ended since
    private ExceptionDispatchInfo? _failure;

    /// <summary>Whether some row needed an owner.</summary>
    public bool IsStarted => _isFilled || _census is not null;

    /// <summary>Starts to fill the table, unless that was done. Where no thread can be started, fills it on this one.</summary>
    public void Start()
    {
        if (IsStarted) return;
        _filling = BackgroundThread.TryStart("SockDiag owners", Fill);
        if (_filling is null) Fill();
        _isFilled = true;
    }

    /// <summary>The owners. Waits for the fill where it runs; where it was cancelled, or never started, fills the table on this thread.</summary>
    public OwnerCensus Census()
    {
        if (_census is OwnerCensus ready) return ready;
        if (_isFilled)
        {
            _filling?.Join();
            _failure?.Throw();
            return _census ?? OwnerCensus.Nothing(OwnerSource.Proc("the search was stopped")); // cancelled while we waited: the pipeline is stopping
        }
        lock (_gate) return _census ??= read(CancellationToken.None);
    }

    /// <summary>Ends the call: what only other sockets need is forgotten.</summary>
    public void Keep(List<uint> inodes) => _census = Census().Only(inodes);

    /// <summary>The call is over: ends a fill that still runs. Owners read later fill the table anew.</summary>
    public void Dispose()
    {
        if (!_isFilled) return;
        _isLeft.Cancel();
        _filling?.Join();
        _isFilled = false;
    }

    private void Fill()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop, _isLeft.Token);
        try { _census = read(cancel.Token); }
        catch (OperationCanceledException) { } // the call ended early
        catch (Exception e) { _failure = ExceptionDispatchInfo.Capture(e); } // thrown again where an owner is read
    }
}
