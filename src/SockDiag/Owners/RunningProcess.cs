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
    // In bytes.
    private const int LongestName = 15;
    private const int LongestComm = 64;

    // Of a command line, which a program may make as long as it likes. A path has no more bytes, and only the first two words are of interest.
    private const int LongestWords = 2 * 4096;

    /// <summary>The ids of all processes that this user may see.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    public static IReadOnlyCollection<int> Ids(string procRoot = "/proc")
    {
        using var proc = FileDescriptor.Open(procRoot, LibC.O_RDONLY | LibC.O_DIRECTORY);
        ResourceLimitException.ThrowIfAbout(proc.Errno, "list the processes");
        return proc.IsOpen ? Ids(proc.Number) : [];
    }

    /// <summary>All processes that this user may see; one that ends meanwhile is left out.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="ResourceLimitException">No descriptor is left to read their names.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IEnumerable<RunningProcess> All(string procRoot = "/proc", CancellationToken stop = default)
    {
        foreach (int id in Ids(procRoot))
        {
            stop.ThrowIfCancellationRequested();
            if (TryRead(procRoot, id) is RunningProcess process) yield return process;
        }
    }

    /// <summary>Whether a process runs a program. Threads of the kernel, and what is left of a process that ended, have no command line; neither holds a socket.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="procRoot">Where /proc is.</param>
    public static bool IsProgram(int id, string procRoot = "/proc")
    {
        using var commandLine = FileDescriptor.Open($"{procRoot}/{id}/cmdline", LibC.O_RDONLY);
        return commandLine.IsOpen && commandLine.Read(stackalloc byte[1]) > 0;
    }

    /// <summary>The command name in the bytes of <c>comm</c>: without the line feed that the kernel adds; a name may end with one itself, and start as a byte order mark.</summary>
    internal static string NameIn(ReadOnlySpan<byte> comm) => EscapedText.Of(BytesIn(comm));

    internal static IReadOnlyCollection<int> Ids(int procFolder)
    {
        var ids = new List<int>();
        var entries = new NumberedEntries(procFolder, GC.AllocateUninitializedArray<byte>(32 * 1024, pinned: true));
        while (entries.Read()) ids.Add(entries.Number);
        return ids;
    }

    private static ReadOnlySpan<byte> BytesIn(ReadOnlySpan<byte> comm) => comm.IsEmpty ? comm : comm[..^1];

    private static RunningProcess? TryRead(string procRoot, int id)
    {
        byte[]? comm = BoundedFile.Read($"{procRoot}/{id}/comm", LongestComm, out int refusal);
        ResourceLimitException.ThrowIfAbout(refusal, "read the names of processes");
        if (comm is null) return null;
        ReadOnlySpan<byte> name = BytesIn(comm);
        string text = EscapedText.Of(name);
        return new(id, text, name.Length < LongestName ? text : FullNameOf($"{procRoot}/{id}/cmdline", name) ?? text);
    }

    /// <summary>The file name of the program, or of the script that it runs, if the kernel's name is its beginning.</summary>
    private static string? FullNameOf(string commandLine, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = BoundedFile.Read(commandLine, LongestWords, out int refusal);
        ResourceLimitException.ThrowIfAbout(refusal, "read the names of processes");
        bool isCut = rest.Length == LongestWords;
        for (int words = 0; words < 2 && !rest.IsEmpty; words++)
        {
            int end = rest.IndexOf((byte)0);
            if (end < 0 && isCut) return null; // the end of the word is not known
            ReadOnlySpan<byte> file = end < 0 ? rest : rest[..end];
            file = file[(file.LastIndexOf((byte)'/') + 1)..];
            if (file.StartsWith(name)) return EscapedText.Of(file);
            rest = end < 0 ? default : rest[(end + 1)..];
        }
        return null;
    }
}
