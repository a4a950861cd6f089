using System.Collections.Concurrent;
using System.Text;
using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Names;

/// <summary>Units and containers of processes and of cgroups, each read once.</summary>
/// <param name="procRoot">Where /proc is.</param>
internal sealed class CgroupOrigins(string procRoot)
{
    private ConcurrentDictionary<int, string?>? _files; // of processes: /proc/PID/cgroup
    private ConcurrentDictionary<int, CgroupOrigin?>? _ofProcesses;
    private ConcurrentDictionary<string, CgroupOrigin>? _ofPaths;

    /// <summary>Of a process; null where it ended before it could be read.</summary>
    public CgroupOrigin? OfProcess(int id) => LazyInitializer.EnsureInitialized(ref _ofProcesses, () => new()).GetOrAdd(id, static (id, all) => all.FileOf(id) is string lines ? CgroupOrigin.OfProcess(lines) : null, this);

    /// <summary>Of a cgroup's path.</summary>
    public CgroupOrigin OfPath(string path) => LazyInitializer.EnsureInitialized(ref _ofPaths, () => new()).GetOrAdd(path, CgroupOrigin.Of);

    /// <summary>Reads now what is told later, when a process may have ended, or another one may have its id.</summary>
    public void Learn(IEnumerable<int> processIds)
    {
        foreach (int id in processIds) FileOf(id);
    }

    private string? FileOf(int processId) => LazyInitializer.EnsureInitialized(ref _files, () => new()).GetOrAdd(processId, Read, procRoot);

    private static string? Read(int processId, string procRoot)
    {
        using var file = FileDescriptor.Open($"{procRoot}/{processId}/cgroup", O_RDONLY);
        if (!file.IsOpen) return null;
        using var lines = new MemoryStream();
        Span<byte> buffer = stackalloc byte[4096];
        while (file.Read(buffer) is int count and > 0) lines.Write(buffer[..count]);
        return lines.Length > 0 ? Encoding.UTF8.GetString(lines.GetBuffer(), 0, (int)lines.Length) : null;
    }
}
