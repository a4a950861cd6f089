using System.Management.Automation;
using System.Runtime;

namespace PSSocketStats.Commands;

/// <summary>
/// Keeps the garbage collector out of a long listing whose rows are all kept: it would stop the pipeline again and again to find out that nothing is garbage.
/// </summary>
/// <remarks>
/// The pause is the whole process's, so it is taken only where no other command runs beside the rows, only for long listings, and only with memory to spare. It
/// ends with the command; the runtime ends it earlier where its room is used up, and where anybody asks for a collection. A pause that somebody else has taken is left alone.
/// </remarks>
/// <param name="command">The command that writes the rows.</param>
internal sealed class CollectionPause(PSCmdlet command) : IDisposable
{
    // Before that many rows the collector has little to do.
    private const int RowsWorthIt = 10_000;

    // What 600,000 tcp_infos or a million sockets take. It is promised, not touched: memory is used as rows come.
    private const long MostBytes = 384L * 1024 * 1024;

    // So many times the pause's room must be free.
    private const int SpareRatio = 4;

    private int _rows;
    private bool _isPaused;

    /// <summary>A row is written.</summary>
    public void Count()
    {
        if (++_rows % RowsWorthIt == 0 && !_isPaused && IsLastCommand) _isPaused = TryPause();
    }

    public void Dispose()
    {
        if (!_isPaused) return;
        _isPaused = false;
        try { GC.EndNoGCRegion(); }
        catch (InvalidOperationException) { } // it ended by itself: its room was used up, or somebody asked for a collection
    }

    private bool IsLastCommand => command.MyInvocation.PipelinePosition == command.MyInvocation.PipelineLength;

    /// <summary>What the machine has to spare, and what this process may still have of it: a limit of its own or its container's may be much less.</summary>
    /// <param name="memory">As the last collection found it, all 0 before the first.</param>
    private static long SpareBytes(GCMemoryInfo memory) => Math.Min(
        memory.HighMemoryLoadThresholdBytes - memory.MemoryLoadBytes,
        memory.TotalAvailableMemoryBytes - memory.TotalCommittedBytes);

    private static bool TryPause()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) return false; // to ask for a second one ends the first
        try { return SpareBytes(GC.GetGCMemoryInfo()) >= MostBytes * SpareRatio && GC.TryStartNoGCRegion(MostBytes, disallowFullBlockingGC: true); }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException) { return false; } // a pause has begun this moment; a heap with a limit
    }
}
