using System.Globalization;
using SockDiag.Namespaces;
using SockDiag.Native;

namespace SockDiag;

/// <summary>A network namespace of this machine: its sockets, interfaces and counters are its own.</summary>
public sealed class NetworkNamespace
{
    internal NetworkNamespace(string name, long inode, string path)
    {
        Name = name;
        Inode = inode;
        Path = path;
    }

    /// <summary>A readable name: that of its file under <c>/run/netns</c> (<c>ip netns</c>), else the container or unit whose processes are in it, else <c>net:[inode]</c>.</summary>
    public string Name { get; }

    /// <summary>The inode that tells it from others, as in <c>/proc/PID/ns/net</c>.</summary>
    public long Inode { get; }

    /// <summary>Whether the calling thread is in it.</summary>
    public bool IsCurrent => Inode == NamespaceFile.InodeOf(NamespaceFile.OfThisThread);

    /// <summary>What <see cref="Find"/> finds it by: its name under <c>/run/netns</c>, else the path of a file that stands for it.</summary>
    public string Argument => NamespaceFile.InodeOf($"{NamespaceNames.Folder}/{Name}") == Inode ? Name : Path;

    /// <summary>A file by which it is entered, as <see cref="EscapedText"/> writes its bytes.</summary>
    internal string Path { get; }

    /// <summary>Finds one by the name of a file under <c>/run/netns</c>, by the id of a process in it, or by the path of a file that stands for it.</summary>
    /// <param name="nameOrIdOrPath">The name, id or path: as it is, or as it is shown.</param>
    /// <param name="procRoot">Where /proc is.</param>
    /// <exception cref="NetworkNamespaceException">There is none, or what is there is no network namespace, or may not be looked at.</exception>
    public static NetworkNamespace Find(string nameOrIdOrPath, string procRoot = "/proc")
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrIdOrPath);
        string asItIs = EscapedText.Of(nameOrIdOrPath), asShown = EscapedText.Of(EscapedText.BytesOf(nameOrIdOrPath));
        try { return FindShown(asItIs, procRoot); }
        catch (NetworkNamespaceException missing) when (missing.IsMissing && asShown != asItIs) { return FindShown(asShown, procRoot); }
    }

    /// <summary>All, each once, that of the calling thread first: those that any process is in, those under <c>/run/netns</c>, and those that only a bind mount keeps.</summary>
    /// <param name="unreadableProcesses">Processes whose namespace this user may not look at: there may be further ones.</param>
    /// <param name="procRoot">Where /proc is.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IReadOnlyList<NetworkNamespace> All(out int unreadableProcesses, string procRoot = "/proc", CancellationToken stop = default)
    {
        var search = new NamespaceSearch(procRoot, stop);
        unreadableProcesses = search.UnreadableProcesses;
        return search.Found;
    }

    private static NetworkNamespace FindShown(string nameOrIdOrPath, string procRoot)
    {
        string named = $"{NamespaceNames.Folder}/{nameOrIdOrPath}";
        bool isPath = nameOrIdOrPath.Contains('/');
        bool mayBeId = !isPath && NamespaceFile.InodeOf(named) == 0; // a name may be 7
        int? processId = mayBeId && int.TryParse(nameOrIdOrPath, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
        string path = isPath ? nameOrIdOrPath : processId is int process ? $"{procRoot}/{process}/ns/net" : named;
        using FileDescriptor file = NamespaceFile.Open(path, nameOrIdOrPath);
        long inode = NamespaceFile.InodeOf(path);
        return new(new NamespaceNames(procRoot).NameOf(inode, processId), inode, path);
    }

    /// <summary>As <c>web (net:[4026532177])</c>.</summary>
    public override string ToString() => $"{Name} (net:[{Inode}])";
}
