using SockDiag.Owners.Bpf;

namespace SockDiag.Owners;

/// <summary>Who looks for owners: the kernel's file iterator or /proc, whichever may and is quicker.</summary>
/// <param name="iterator">The iterator: loaded or not, and what it is known to be refused for.</param>
/// <param name="preparation">How long it takes to load it.</param>
internal sealed class OwnerSearch(IteratorOwners iterator, TimeSpan preparation)
{
    /// <summary>The process's own: the program that one call loads serves all that follow.</summary>
    public static OwnerSearch OfThisProcess { get; } = new(new IteratorOwners(), TimeSpan.FromMilliseconds(10));

    /// <summary>Reads who holds which socket.</summary>
    /// <param name="query">Which processes, and where /proc is.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public OwnerCensus Read(SocketQuery query, CancellationToken stop)
    {
        // The iterator is ten times as quick as /proc (0.35 us a descriptor, not 3.5), but must be loaded once a process. So
        //  - where it is loaded, it serves;
        //  - where it is not, /proc begins, and has as much time as loading takes. Whoever is done by then, as on a quiet machine, never pays for it; a walk that
        //    takes longer is given up for the iterator, so that a crowded machine's first call loses at most that time, once;
        //  - where the iterator is refused to this thread, or cannot answer what is asked, /proc serves alone.
        if (Refusal(query) is string refusal) return FromProc(refusal);
        if (!iterator.IsReady && ProcOwners.ReadWithin(preparation, query.ProcRoot, query.ProcessIds, OwnerSource.Proc("that took less time than to load the kernel's file iterator"), stop) is OwnerCensus quiet) return quiet;
        try { return iterator.Read(query.ProcessIds, stop); }
        catch (IteratorRefusedException refused) { return FromProc(refused.Message); }

        OwnerCensus FromProc(string reason) => ProcOwners.Read(query.ProcRoot, query.ProcessIds, OwnerSource.Proc(reason), stop);
    }

    private string? Refusal(SocketQuery query)
    {
        if (query.ProcRoot != "/proc") return "another place of it was asked for";
        if (query.ProcessIds is not null && !SocketFileIterator.CanWalkOneProcess) return "this kernel's file iterator cannot look into one process alone";
        return iterator.Refusal;
    }
}
