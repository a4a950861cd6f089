using SockDiag.Names;
using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Namespaces;

/// <summary>Readable names for network namespaces.</summary>
/// <param name="procRoot">Where /proc is.</param>
internal sealed class NamespaceNames(string procRoot)
{
    /// <summary>Where <c>ip netns</c> keeps names.</summary>
    public const string Folder = "/run/netns";

    // Root alone makes names there; a machine of many containers has some thousands.
    private const int Most = 100_000;
    private const int BufferLength = 32 * 1024;

    private readonly CgroupOrigins _origins = new(procRoot);
    private readonly Lazy<Dictionary<long, string>> _files = new(ReadFolder);

    /// <summary>Names that tell several apart: a unit or container may have more than one of them, and then their inodes stand behind its name.</summary>
    /// <param name="namespaces">The inode of each, and a process that is in it.</param>
    public IReadOnlyList<string> Of(IEnumerable<(long Inode, int? ProcessId)> namespaces)
    {
        (long Inode, string Name)[] named = [.. namespaces.Select(each => (each.Inode, NameOf(each.Inode, each.ProcessId)))];
        ILookup<string, long> inodes = named.ToLookup(each => each.Name, each => each.Inode);
        return [.. named.Select(each => inodes[each.Name].Skip(1).Any() && !_files.Value.ContainsKey(each.Inode) ? $"{each.Name} net:[{each.Inode}]" : each.Name)];
    }

    /// <summary>The name of the file under <c>/run/netns</c>, else the container or unit of a process that is in it, else <c>net:[inode]</c>.</summary>
    /// <param name="inode">The namespace's inode.</param>
    /// <param name="processId">A process that is in it; null where none is known.</param>
    public string NameOf(long inode, int? processId)
    {
        if (_files.Value.TryGetValue(inode, out string? file)) return file;
        CgroupOrigin? origin = processId is int id ? _origins.OfProcess(id) : null;
        return origin?.ContainerId ?? origin?.Unit ?? $"net:[{inode}]";
    }

    private static Dictionary<long, string> ReadFolder()
    {
        var names = new Dictionary<long, string>();
        foreach (string name in FileNames().Order(StringComparer.Ordinal))
        {
            if (NamespaceFile.InodeOf($"{Folder}/{name}") is long inode and not 0) names.TryAdd(inode, name);
        }
        return names;
    }

    private static List<string> FileNames()
    {
        var names = new List<string>();
        using var folder = FileDescriptor.Open(Folder, O_RDONLY | O_DIRECTORY);
        ResourceLimitException.ThrowIfAbout(folder.Errno, "read the names of network namespaces");
        if (!folder.IsOpen) return names; // nobody has made any
        var entries = new FolderEntries(folder.Number, GC.AllocateUninitializedArray<byte>(BufferLength, pinned: true));
        while (names.Count < Most && entries.Read()) names.Add(EscapedText.Of(entries.NameBytes));
        return names;
    }
}
