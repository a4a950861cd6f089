using SockDiag.Native;
using SockDiag.Owners.Bpf;

namespace SockDiag.Owners;

/// <summary>Owners from the kernel's file iterator. The program is loaded once, and what was learned of this kernel is kept: it cannot change while it runs.</summary>
internal sealed class IteratorOwners : IDisposable
{
    /// <summary>A walk over one process takes 10 us beside its files.</summary>
    private const int ProcessesWorthTheWholeWalk = 100;

    private readonly object _gate = new();
    private volatile SocketFileIterator? _iterator;
    private volatile string? _lastingRefusal;

    /// <summary>Whether the program is loaded.</summary>
    public bool IsReady => _iterator is not null;

    /// <summary>Why the calling thread cannot have it; null where nothing is known that speaks against it. It costs microseconds.</summary>
    public string? Refusal => _lastingRefusal ?? (ProcessNamespace.IsFirst("/proc") ? SocketFileIterator.Refusal() : "this is not the machine's first process-id namespace");

    /// <summary>Reads who holds which socket; loads the program where that was not done.</summary>
    /// <param name="only">Look into these processes alone; null: into all.</param>
    /// <param name="stop">Ends the walk.</param>
    /// <exception cref="IteratorRefusedException">The kernel refuses.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public OwnerCensus Read(IReadOnlyCollection<int>? only, CancellationToken stop)
    {
        SocketFileIterator iterator = Load();
        var finds = new IteratorFindings(only is null ? null : [.. only]);
        if (only is null || only.Count > ProcessesWorthTheWholeWalk)
        {
            using FileDescriptor walk = iterator.Open();
            finds.Add(walk, stop);
        }
        else
        {
            foreach (int processId in only)
            {
                using FileDescriptor walk = iterator.Open(processId);
                finds.Add(walk, stop);
            }
        }
        return finds.Census();
    }

    public void Dispose() => _iterator?.Dispose();

    private SocketFileIterator Load()
    {
        if (_iterator is SocketFileIterator ready) return ready;
        lock (_gate)
        {
            try { return _iterator ??= SocketFileIterator.Load(); }
            catch (IteratorRefusedException refusal) when (refusal.IsLasting)
            {
                _lastingRefusal = refusal.Message;
                throw;
            }
        }
    }
}
