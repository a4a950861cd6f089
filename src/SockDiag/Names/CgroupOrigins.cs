using System.Collections.Concurrent;
using SockDiag.Native;

namespace SockDiag.Names;

/// <summary>Units and containers of processes and of cgroups, each read once.</summary>
/// <param name="procRoot">Where /proc is.</param>
internal sealed class CgroupOrigins(string procRoot)
{
    // A line a hierarchy, of which the kernel allows 16 beside the second version's, with a path of at most 4096 bytes in each.
    private const int LongestFile = 17 * (4096 + 64);

    private ConcurrentDictionary<int, string?>? _files; // of processes: /proc/PID/cgroup
    private ConcurrentDictionary<int, CgroupOrigin?>? _ofProcesses; // of what is in their files
    private ConcurrentDictionary<string, CgroupOrigin>? _ofPaths;

    /// <summary>Of a process; null where it ended before it could be read.</summary>
    public CgroupOrigin? OfProcess(int id) => FileOf(id) is string lines
        ? LazyInitializer.EnsureInitialized(ref _ofProcesses, () => new()).GetOrAdd(id, static (_, lines) => CgroupOrigin.OfProcess(lines), lines)
        : null;

    /// <summary>Of a cgroup's path.</summary>
    public CgroupOrigin OfPath(string path) => LazyInitializer.EnsureInitialized(ref _ofPaths, () => new()).GetOrAdd(path, CgroupOrigin.Of);

    /// <summary>Reads now what is told later, when a process may have ended, or another one may have its id.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public void Learn(IEnumerable<int> processIds, CancellationToken stop)
    {
        foreach (int id in processIds)
        {
            stop.ThrowIfCancellationRequested();
            FileOf(id);
        }
    }

    private string? FileOf(int processId)
    {
        ConcurrentDictionary<int, string?> files = LazyInitializer.EnsureInitialized(ref _files, () => new());
        if (files.TryGetValue(processId, out string? known)) return known;
        byte[]? lines = BoundedFile.Read($"{procRoot}/{processId}/cgroup", LongestFile, out int refusal);
        if (ResourceLimitException.IsAbout(refusal)) return null; // later there may be a descriptor again
        return files.GetOrAdd(processId, lines is { Length: > 0 } ? Lines(lines) : null);
    }

    /// <summary>Paths of other people as text; that of a cgroup has no line feed.</summary>
    private static string Lines(ReadOnlySpan<byte> file)
    {
        int end = file.IndexOf((byte)'\n');
        return end < 0 ? EscapedText.Of(file) : $"{EscapedText.Of(file[..end])}\n{Lines(file[(end + 1)..])}";
    }
}
