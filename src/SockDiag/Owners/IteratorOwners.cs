using SockDiag.Native;
using SockDiag.Owners.Bpf;

namespace SockDiag.Owners;

/// <summary>Owners from the kernel's file iterator. The program is loaded once, and what was learned of this kernel is kept: it cannot change while it runs.</summary>
internal sealed class IteratorOwners : IDisposable
{
    /// <summary>A walk over one process takes 10 us beside its files.</summary>
    private const int ProcessesWorthTheWholeWalk = 100;

    private readonly object _gate = new();
    private SocketFileProgram? _program;
    private SocketFileIterator? _iterator; // used and disposed of under the gate alone: a walk that was started needs it no more
    private volatile string? _lastingRefusal;

    /// <summary>
    /// Why the calling thread cannot have it; null where nothing is known that speaks against it. It takes the reading of two files of
    /// /proc, and no call that needs a privilege.
    /// </summary>
    public string? Refusal => _lastingRefusal ?? (ProcessNamespace.IsFirst("/proc")
        ? PrivilegedCalls.RefusalOfBpf()
        : "this is not the machine's first process-id namespace");

    /// <summary>Makes the program ready, so that the first call need only load it. Nothing is asked of bpf(2).</summary>
    /// <exception cref="IteratorRefusedException">This kernel's types do not allow it.</exception>
    public void Prepare()
    {
        lock (_gate) _ = Program();
    }

    /// <summary>Reads who holds which socket; loads the program where that was not done.</summary>
    /// <param name="only">Look into these processes alone; null: into all.</param>
    /// <param name="stop">Ends the walk.</param>
    /// <exception cref="IteratorRefusedException">The kernel refuses.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public OwnerCensus Read(IReadOnlyCollection<int>? only, CancellationToken stop)
    {
        var finds = new IteratorFindings(only is null ? null : [.. only]);
        if (only is null || only.Count > ProcessesWorthTheWholeWalk)
        {
            using FileDescriptor walk = Open(processId: null);
            finds.Add(walk, stop);
        }
        else
        {
            foreach (int processId in only)
            {
                using FileDescriptor walk = Open(processId);
                finds.Add(walk, stop);
            }
        }
        return finds.Census();
    }

    /// <summary>Takes the program out of the kernel. Walks that were started go on to their end; the next one loads it again.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _iterator?.Dispose();
            _iterator = null;
        }
    }

    private FileDescriptor Open(int? processId)
    {
        lock (_gate)
        {
            SocketFileIterator iterator = Iterator();
            return processId is int only ? iterator.Open(only) : iterator.Open();
        }
    }

    private SocketFileIterator Iterator()
    {
        if (_iterator is SocketFileIterator ready) return ready;
        SocketFileProgram program = Program();
        try { return _iterator = SocketFileIterator.Load(program); }
        catch (IteratorRefusedException refusal) when (refusal.IsLasting)
        {
            _lastingRefusal = refusal.Message;
            throw;
        }
    }

    private SocketFileProgram Program()
    {
        try { return _program ??= SocketFileProgram.OfRunningKernel(); }
        catch (IteratorRefusedException refusal) when (refusal.IsLasting)
        {
            _lastingRefusal = refusal.Message;
            throw;
        }
    }
}
