using System.Text;

namespace SockDiag.Native;

/// <summary>The namespaces in which a machine starts: each has the same inode on every machine.</summary>
internal static class FirstNamespace
{
    private const int LongestTarget = 64;

    /// <summary>Whether the caller is in the machine's first namespace of a kind; false too if that cannot be read.</summary>
    /// <param name="kind">The kind's name in <c>/proc/self/ns</c>.</param>
    /// <param name="inode">The first one's inode.</param>
    /// <param name="procRoot">Where /proc is.</param>
    public static bool Has(string kind, uint inode, string procRoot) =>
        Encoding.ASCII.GetString(SymbolicLink.Read($"{procRoot}/self/ns/{kind}", LongestTarget)) == $"{kind}:[{inode}]";
}
