using System.Text;
using SockDiag.Native;
using SockDiag.Owners;
using Tmds.Linux;

namespace SockDiag;

/// <summary>A process that /proc shows.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its command name, at most 15 characters (<c>/proc/PID/comm</c>).</param>
/// <param name="FullName">The name without that limit, taken from the command line where <paramref name="Name"/> is its beginning, as Get-Process does.</param>
public sealed record RunningProcess(int Id, string Name, string FullName)
{
    private const int LongestName = 15;

    /// <summary>The ids of all processes that this user may see.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    public static IReadOnlyCollection<int> Ids(string procRoot = "/proc")
    {
        using var proc = FileDescriptor.Open(procRoot, LibC.O_RDONLY | LibC.O_DIRECTORY);
        return proc.IsOpen ? Ids(proc.Number) : [];
    }

    /// <summary>All processes that this user may see; one that ends meanwhile is left out.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    public static IEnumerable<RunningProcess> All(string procRoot = "/proc")
    {
        foreach (int id in Ids(procRoot))
        {
            if (TryRead(procRoot, id) is RunningProcess process) yield return process;
        }
    }

    /// <summary>The command name in the bytes of <c>comm</c>: without the line feed that the kernel adds; a name may end with one itself, and start as a byte order mark.</summary>
    internal static string NameIn(ReadOnlySpan<byte> comm) => comm.IsEmpty ? "" : Encoding.UTF8.GetString(comm[..^1]);

    internal static IReadOnlyCollection<int> Ids(int procFolder)
    {
        var ids = new List<int>();
        var entries = new NumberedEntries(procFolder, GC.AllocateUninitializedArray<byte>(32 * 1024, pinned: true));
        while (entries.Read()) ids.Add(entries.Number);
        return ids;
    }

    private static RunningProcess? TryRead(string procRoot, int id)
    {
        try
        {
            string name = NameIn(File.ReadAllBytes($"{procRoot}/{id}/comm"));
            return new(id, name, name.Length < LongestName ? name : FullNameOf($"{procRoot}/{id}/cmdline", name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }

    /// <summary>The file name of the program, or of the script that it runs, if the kernel's name is its beginning.</summary>
    private static string FullNameOf(string commandLine, string name)
    {
        string[] words = File.ReadAllText(commandLine).Split('\0', 3);
        return words.Take(2).Select(word => Path.GetFileName(word)).FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal), name);
    }
}
