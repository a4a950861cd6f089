using SockDiag.Native;
using SockDiag.Proc;

namespace SockDiag.Namespaces;

/// <summary>Looks where network namespaces can be found.</summary>
internal sealed class NamespaceSearch
{
    private readonly Dictionary<long, (string Path, int? ProcessId)> _files = []; // by inode

    /// <param name="procRoot">Where /proc is.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public NamespaceSearch(string procRoot, CancellationToken stop)
    {
        Add(NamespaceFile.OfThisThread, processId: null);
        foreach (string mount in Mounts(procRoot)) Add(mount, processId: null);
        foreach (int id in RunningProcess.Ids(procRoot))
        {
            stop.ThrowIfCancellationRequested();
            Add($"{procRoot}/{id}/ns/net", id);
        }
        var names = new NamespaceNames(procRoot);
        Found = [.. names.Of(_files.Select(file => (file.Key, file.Value.ProcessId))).Zip(_files, (name, file) => new NetworkNamespace(name, file.Key, file.Value.Path))];
    }

    public IReadOnlyList<NetworkNamespace> Found { get; }

    /// <summary>Processes that this user may not look at.</summary>
    public int UnreadableProcesses { get; private set; }

    /// <summary>The first file is kept: a mount stays when processes end. The first process gives a name.</summary>
    private void Add(string path, int? processId)
    {
        long inode = NamespaceFile.InodeOf(path, out int refusal);
        if (inode == 0)
        {
            if (refusal is Errno.EACCES or Errno.EPERM) UnreadableProcesses++; // any other refusal: the process ended meanwhile
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

    /// <summary>Where network namespaces are mounted.</summary>
    private static IEnumerable<string> Mounts(string procRoot) =>
        MountTable.Read(procRoot).Where(mount => mount.Root.AsSpan().StartsWith("net:["u8)).Select(mount => EscapedText.Of(mount.Point));
}
