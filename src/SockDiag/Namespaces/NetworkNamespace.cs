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
    public string Argument => File.Exists($"{NamespaceNames.Folder}/{Name}") ? Name : Path;

    /// <summary>A file by which it is entered.</summary>
    internal string Path { get; }

    /// <summary>Finds one by the name of a file under <c>/run/netns</c>, by the id of a process in it, or by the path of a file that stands for it.</summary>
    /// <param name="nameOrIdOrPath">The name, id or path.</param>
    /// <param name="procRoot">Where /proc is.</param>
    /// <exception cref="NetworkNamespaceException">There is none, or what is there is no network namespace, or may not be looked at.</exception>
    public static NetworkNamespace Find(string nameOrIdOrPath, string procRoot = "/proc")
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrIdOrPath);
        string named = $"{NamespaceNames.Folder}/{nameOrIdOrPath}";
        bool isPath = nameOrIdOrPath.Contains('/');
        int? processId = !isPath && !File.Exists(named) && int.TryParse(nameOrIdOrPath, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null; // a name may be 7
        string path = isPath ? nameOrIdOrPath : processId is int process ? $"{procRoot}/{process}/ns/net" : named;
        using FileDescriptor file = NamespaceFile.Open(path, nameOrIdOrPath);
        long inode = NamespaceFile.InodeOf(path);
        return new(new NamespaceNames(procRoot).NameOf(inode, processId), inode, path);
    }

    /// <summary>All, each once, that of the calling thread first: those that any process is in, those under <c>/run/netns</c>, and those that only a bind mount keeps.</summary>
    /// <param name="unreadableProcesses">Processes whose namespace this user may not look at: there may be further ones.</param>
    /// <param name="procRoot">Where /proc is.</param>
    public static IReadOnlyList<NetworkNamespace> All(out int unreadableProcesses, string procRoot = "/proc")
    {
        var search = new NamespaceSearch(procRoot);
        unreadableProcesses = search.UnreadableProcesses;
        return search.Found;
    }

    /// <summary>As <c>web (net:[4026532177])</c>.</summary>
    public override string ToString() => $"{Name} (net:[{Inode}])";
}
