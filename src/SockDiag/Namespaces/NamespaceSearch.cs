using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Namespaces;

/// <summary>Looks where network namespaces can be found.</summary>
internal sealed class NamespaceSearch
{
    private readonly Dictionary<long, (string Path, int? ProcessId)> _files = []; // by inode

    /// <param name="procRoot">Where /proc is.</param>
    public NamespaceSearch(string procRoot)
    {
        Add(NamespaceFile.OfThisThread, processId: null);
        foreach (string mount in Mounts(procRoot)) Add(mount, processId: null);
        foreach (int id in RunningProcess.Ids(procRoot)) Add($"{procRoot}/{id}/ns/net", id);
        var names = new NamespaceNames(procRoot);
        Found = [.. _files.Select(file => new NetworkNamespace(names.NameOf(file.Key, file.Value.ProcessId), file.Key, file.Value.Path))];
    }

    public IReadOnlyList<NetworkNamespace> Found { get; }

    /// <summary>Processes that this user may not look at.</summary>
    public int UnreadableProcesses { get; private set; }

    /// <summary>The first file is kept: a mount stays when processes end. The first process gives a name.</summary>
    private void Add(string path, int? processId)
    {
        long inode = NamespaceFile.InodeOf(path);
        if (inode == 0)
        {
            if (errno is Errno.EACCES or Errno.EPERM) UnreadableProcesses++; // any other refusal: the process ended meanwhile
        }
        else if (!_files.TryGetValue(inode, out (string Path, int? ProcessId) known))
        {
            _files[inode] = (path, processId);
        }
        else if (known.ProcessId is null)
        {
            _files[inode] = known with { ProcessId = processId };
        }
    }

    /// <summary>Where network namespaces are mounted, as mountinfo has it: <c>42 64 0:4 net:[4026532177] /run/netns/web ...</c>.</summary>
    private static IEnumerable<string> Mounts(string procRoot)
    {
        const int root = 3, mountPoint = 4;
        string[] lines;
        try { lines = File.ReadAllLines($"{procRoot}/self/mountinfo"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return []; }
        return lines.Select(line => line.Split(' ')).Where(fields => fields[root].StartsWith("net:[", StringComparison.Ordinal)).Select(fields => Unescaped(fields[mountPoint]));
    }

    /// <summary>The kernel writes blanks, tabs, line feeds and backslashes of paths as octal numbers.</summary>
    private static string Unescaped(string path) =>
        path.Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\");
}
