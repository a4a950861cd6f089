using System.Collections.Concurrent;
using System.Text;
using SockDiag.Native;
using SockDiag.Proc;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Names;

/// <summary>Paths of cgroups v2 by their ids, which are the inode numbers of their folders.</summary>
/// <param name="procRoot">Where /proc is: it tells where the hierarchy is mounted.</param>
internal sealed unsafe class CgroupPaths(string procRoot)
{
    // The kernel gives a path of its own no more room.
    private const int LongestPath = 4096;

    // To name them. A machine of many containers has some thousands, and any user to whom a part of the tree was given can make more.
    private const int MostNamed = 100_000;

    private ConcurrentDictionary<ulong, string?>? _paths;
    private Mount[]? _mounts; // that of the hierarchy alone
    private Dictionary<ulong, string>? _walked;

    /// <summary>The path from the root of the hierarchy (<c>/system.slice/nginx.service</c>), or null where the cgroup is gone or no hierarchy is mounted.</summary>
    public string? PathOf(ulong id)
    {
        try { return LazyInitializer.EnsureInitialized(ref _paths, () => new()).GetOrAdd(id, Find); }
        catch (ResourceLimitException) { return null; } // later there may be a descriptor again
    }

    /// <summary>The ids of a cgroup and of those below it; null where there is no such cgroup.</summary>
    /// <param name="path">From the root of the hierarchy, or from the root of the file system: as it is, or as it is shown.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="ResourceLimitException">No descriptor is left to read them.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public IReadOnlyCollection<ulong>? IdsBelow(string path, CancellationToken stop)
    {
        if (Mount is not byte[] mount) return null;
        string whole = path.StartsWith('/') ? path : '/' + path;
        if (whole.Contains('\0') || IsAboveRoot(whole)) return null; // of the one GetFullPath throws an exception, of the other it makes the root
        byte[] asTyped = Encoding.UTF8.GetBytes(Path.GetFullPath(whole)), asShown = EscapedText.BytesOf(Path.GetFullPath(whole));
        foreach (byte[] folder in asTyped.AsSpan().SequenceEqual(asShown) ? (byte[][])[asTyped] : [asTyped, asShown])
        {
            ulong[] ids = [.. CgroupTree.Read([.. mount, .. Below(mount, folder) ?? folder], int.MaxValue, stop).Select(found => found.Id)];
            if (ids.Length > 0) return ids;
        }
        return null;
    }

    /// <summary>The paths of all cgroups, those near the root first; they are read while they are taken.</summary>
    public IEnumerable<string> All() => Mount is byte[] mount ? CgroupTree.Read(mount, MostNamed, CancellationToken.None).Select(found => TextBelow(mount, found.Path)!) : [];

    /// <summary>Where the hierarchy is mounted; null where it is not.</summary>
    private byte[]? Mount => (_mounts ??= [.. MountTable.Read(procRoot).Where(mount => mount.FileSystem.AsSpan().SequenceEqual("cgroup2"u8)).Take(1)]) is [var mount] ? mount.Point : null;

    private string? Find(ulong id)
    {
        if (Mount is not byte[] mount) return null;
        if (PrivilegedCalls.RefusalOfHandles() is null && TryFindByHandle(mount, id, out string? path)) return path;
        _walked ??= Walk(mount); // without the privilege for handles: read the whole tree, once
        return _walked.GetValueOrDefault(id);
    }

    private static Dictionary<ulong, string> Walk(byte[] mount)
    {
        var found = new Dictionary<ulong, string>();
        foreach ((byte[] path, ulong id) in CgroupTree.Read(mount, MostNamed, CancellationToken.None)) found.TryAdd(id, TextBelow(mount, path)!);
        return found;
    }

    /// <summary>Opens the cgroup by its file handle, which is its id; false where this user may not.</summary>
    private bool TryFindByHandle(byte[] mount, ulong id, out string? path)
    {
        path = null;
        using var root = FileDescriptor.Open(mount, O_RDONLY | O_DIRECTORY);
        ResourceLimitException.ThrowIfAbout(root.Errno, "look into cgroups");
        if (!root.IsOpen) return false;
        byte* handle = stackalloc byte[16];
        *(uint*)handle = sizeof(ulong);
        *(int*)(handle + 4) = LinuxHeaders.FILEID_KERNFS;
        *(ulong*)(handle + 8) = id;
        using var folder = new FileDescriptor(open_by_handle_at(root.Number, (file_handle*)handle, O_PATH | O_CLOEXEC));
        ResourceLimitException.ThrowIfAbout(folder.Errno, "look into cgroups");
        if (!folder.IsOpen) return folder.Errno == ESTALE; // it is gone; anything else is a refusal
        path = TextBelow(mount, SymbolicLink.Read($"{procRoot}/thread-self/fd/{folder.Number}", LongestPath));
        return path is not null;
    }

    /// <summary>Whether a path goes further up than down.</summary>
    private static bool IsAboveRoot(string path)
    {
        int depth = 0;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            depth += part switch { "." => 0, ".." => -1, _ => 1 };
            if (depth < 0) return true;
        }
        return false;
    }

    private static string? TextBelow(ReadOnlySpan<byte> mount, ReadOnlySpan<byte> folder) => Below(mount, folder) is byte[] below ? EscapedText.Of(below) : null;

    /// <summary>What of a path is below another one; null where it is elsewhere.</summary>
    private static byte[]? Below(ReadOnlySpan<byte> mount, ReadOnlySpan<byte> folder)
    {
        if (!folder.StartsWith(mount)) return null;
        return folder.Length == mount.Length ? [(byte)'/'] : folder[mount.Length] == '/' ? folder[mount.Length..].ToArray() : null;
    }
}
