using SockDiag.Names;

namespace SockDiag.Namespaces;

/// <summary>Readable names for network namespaces.</summary>
/// <param name="procRoot">Where /proc is.</param>
internal sealed class NamespaceNames(string procRoot)
{
    /// <summary>Where <c>ip netns</c> keeps names.</summary>
    public const string Folder = "/run/netns";

    private readonly Lazy<Dictionary<long, string>> _files = new(ReadFolder);

    /// <summary>The name of the file under <c>/run/netns</c>, else the container or unit of a process that is in it, else <c>net:[inode]</c>.</summary>
    /// <param name="inode">The namespace's inode.</param>
    /// <param name="processId">A process that is in it; null where none is known.</param>
    public string NameOf(long inode, int? processId)
    {
        if (_files.Value.TryGetValue(inode, out string? file)) return file;
        CgroupOrigin? origin = processId is int id ? CgroupOrigin.OfProcess(id, procRoot) : null;
        return origin?.ContainerId ?? origin?.Unit ?? $"net:[{inode}]";
    }

    private static Dictionary<long, string> ReadFolder()
    {
        var names = new Dictionary<long, string>();
        try
        {
            foreach (string path in Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal)) names.TryAdd(NamespaceFile.InodeOf(path), Path.GetFileName(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // nobody has made any
        return names;
    }
}
