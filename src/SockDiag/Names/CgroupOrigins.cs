using System.Collections.Concurrent;

namespace SockDiag.Names;

/// <summary>Units and containers of processes and of cgroups, each read once.</summary>
/// <param name="procRoot">Where /proc is.</param>
internal sealed class CgroupOrigins(string procRoot)
{
    private readonly ConcurrentDictionary<int, CgroupOrigin?> _ofProcesses = new();
    private readonly ConcurrentDictionary<string, CgroupOrigin> _ofPaths = new();

    /// <summary>Of a process that runs; null where it ended before it could be read.</summary>
    public CgroupOrigin? OfProcess(int id) => _ofProcesses.GetOrAdd(id, static (id, root) => CgroupOrigin.OfProcess(id, root), procRoot);

    /// <summary>Of a cgroup's path.</summary>
    public CgroupOrigin OfPath(string path) => _ofPaths.GetOrAdd(path, CgroupOrigin.Of);
}
