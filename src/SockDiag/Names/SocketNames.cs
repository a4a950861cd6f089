using SockDiag.Filtering;
using SockDiag.Names;
using SockDiag.Namespaces;
using SockDiag.Native;
using SockDiag.Netlink;

namespace SockDiag;

/// <summary>Numbers for the names that people type: filters ask by number. And the names that there are to type.</summary>
public static class SocketNames
{
    /// <summary>The interfaces of the calling thread's network namespace; none where the kernel refuses to tell.</summary>
    public static IReadOnlyList<(int Index, string Name)> AllInterfaces() => Interfaces.All();

    /// <summary>The users of this machine's own file, <c>/etc/passwd</c>; those of a directory service are not listed.</summary>
    public static IEnumerable<(uint Id, string Name)> LocalUsers() => UserNames.Local();

    /// <summary>The paths of all cgroups v2 from the root of the hierarchy, those near the root first; they are read while they are taken.</summary>
    /// <param name="procRoot">Where /proc is: it tells where the hierarchy is mounted.</param>
    public static IEnumerable<string> AllCgroups(string procRoot = "/proc") => new CgroupPaths(procRoot).All();

    /// <summary>The indexes of interfaces, each given by name or index; null where there is none.</summary>
    /// <param name="namesOrIndexes">Names, as they are or as a listing shows them, or indexes in decimal digits.</param>
    /// <param name="where">The network namespace; null for that of the calling thread.</param>
    /// <returns>As many as were given, in their order.</returns>
    /// <exception cref="KernelRefusedException">There is no socket to ask by.</exception>
    /// <exception cref="NetworkNamespaceException">The namespace is gone, or may not be entered.</exception>
    public static IReadOnlyList<int?> InterfaceIndexes(IEnumerable<string> namesOrIndexes, NetworkNamespace? where = null)
    {
        using var entrance = new NamespaceEntrance();
        using DiagSocket socket = entrance.Run(where, DiagSocket.Open);
        return [.. namesOrIndexes.Select(nameOrIndex => NamedInterfaces.IndexIn(socket, nameOrIndex))];
    }

    /// <summary>The id of a user, given by name or id; null where there is none of that name. An id needs no name.</summary>
    /// <param name="nameOrId">A name, as it is or as a listing shows it, or an id in decimal digits.</param>
    public static uint? UserId(string nameOrId) =>
        NameService.UserId(nameOrId) ?? (uint.TryParse(nameOrId, out uint id) && !nameOrId.Contains('\0') ? id : null); // the parser overlooks one behind a number

    /// <summary>The ids of a cgroup v2 and of those below it; null where there is none of that path.</summary>
    /// <param name="path">From the root of the hierarchy, or from the root of the file system: as it is, or as it is shown.</param>
    /// <param name="procRoot">Where /proc is: it tells where the hierarchy is mounted.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IReadOnlyCollection<ulong>? CgroupIds(string path, string procRoot = "/proc", CancellationToken stop = default) => new CgroupPaths(procRoot).IdsBelow(path, stop);

    /// <summary>The ports of a service: one, or two where TCP's and UDP's differ; none where there is no service of that name.</summary>
    /// <param name="name">As in <c>/etc/services</c>.</param>
    public static IReadOnlyCollection<int> ServicePorts(string name) =>
        [.. ((string[])["tcp", "udp"]).Select(protocol => NameService.ServicePort(name, protocol)).OfType<int>().Distinct()];
}
