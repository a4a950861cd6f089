using System.Collections.Concurrent;
using System.Text;
using SockDiag.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Names;

/// <summary>Paths of cgroups v2 by their ids, which are the inode numbers of their folders.</summary>
/// <param name="procRoot">Where /proc is: it tells where the hierarchy is mounted.</param>
internal sealed unsafe class CgroupPaths(string procRoot)
{
    private ConcurrentDictionary<ulong, string?>? _paths;
    private readonly Lazy<string?> _mount = new(() => MountOf(procRoot));
    private Dictionary<ulong, string>? _walked;

    /// <summary>The path from the root of the hierarchy (<c>/system.slice/nginx.service</c>), or null where the cgroup is gone or no hierarchy is mounted.</summary>
    public string? PathOf(ulong id) => LazyInitializer.EnsureInitialized(ref _paths, () => new()).GetOrAdd(id, Find);

    /// <summary>The ids of a cgroup and of those below it; null where there is no such cgroup.</summary>
    /// <param name="path">From the root of the hierarchy, or from the root of the file system.</param>
    public IReadOnlyCollection<ulong>? IdsBelow(string path)
    {
        if (_mount.Value is not string mount) return null;
        string folder = Path.GetFullPath(path.StartsWith(mount + '/', StringComparison.Ordinal) || path == mount ? path : $"{mount}/{path.TrimStart('/')}");
        bool isInside = folder == mount || folder.StartsWith(mount + '/', StringComparison.Ordinal);
        return isInside && Directory.Exists(folder) ? [.. FoldersBelow(folder).Select(below => InodeOf(below))] : null;
    }

    /// <summary>The paths of all cgroups, those near the root first; they are read while they are taken.</summary>
    public IEnumerable<string> All() => _mount.Value is string mount ? FoldersBelow(mount).Select(folder => Below(mount, folder)!) : [];

    private string? Find(ulong id)
    {
        if (_mount.Value is not string mount) return null;
        if (TryFindByHandle(mount, id, out string? path)) return path;
        // Without the privilege for handles: read the whole tree, once.
        _walked ??= FoldersBelow(mount).GroupBy(folder => InodeOf(folder)).ToDictionary(same => same.Key, same => same.First());
        return _walked.TryGetValue(id, out string? folder) ? Below(mount, folder) : null;
    }

    /// <summary>Opens the cgroup by its file handle, which is its id; false where this user may not.</summary>
    private bool TryFindByHandle(string mount, ulong id, out string? path)
    {
        path = null;
        using var root = FileDescriptor.Open(mount, O_RDONLY | O_DIRECTORY);
        if (!root.IsOpen) return false;
        byte* handle = stackalloc byte[16];
        *(uint*)handle = sizeof(ulong);
        *(int*)(handle + 4) = LinuxHeaders.FILEID_KERNFS;
        *(ulong*)(handle + 8) = id;
        int folder = open_by_handle_at(root.Number, (file_handle*)handle, O_PATH | O_CLOEXEC);
        if (folder < 0) return errno == ESTALE; // it is gone; anything else is a refusal
        try
        {
            string? target = new FileInfo($"{procRoot}/self/fd/{folder}").LinkTarget;
            path = target is null ? null : Below(mount, target);
            return path is not null;
        }
        finally { _ = close(folder); }
    }

    private static string? Below(string mount, string folder) =>
        folder == mount ? "/" : folder.StartsWith(mount + '/', StringComparison.Ordinal) ? folder[mount.Length..] : null;

    private static IEnumerable<string> FoldersBelow(string folder) =>
        Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Prepend(folder);

    private static ulong InodeOf(string folder)
    {
        stat information;
        fixed (byte* name = Encoding.UTF8.GetBytes(folder + '\0')) return LibC.stat(name, &information) == 0 ? (ulong)information.st_ino : 0;
    }

    /// <summary>Where the hierarchy is mounted, as mountinfo has it: fields, a dash, then the file system's type.</summary>
    private static string? MountOf(string procRoot)
    {
        const int mountPoint = 4;
        try
        {
            return File.ReadLines($"{procRoot}/self/mountinfo").FirstOrDefault(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))?.Split(' ')[mountPoint];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }
}
