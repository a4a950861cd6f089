using SockDiag.Native;

namespace SockDiag.Proc;

/// <summary>What is mounted where, in the mount namespace of the calling thread: <c>/proc/thread-self/mountinfo</c>.</summary>
internal static class MountTable
{
    // A hundred thousand mounts, which is what the kernel allows a namespace by default.
    private const int Longest = 16 * 1024 * 1024;

    private const int RootField = 3, PointField = 4;

    /// <summary>The mounts, in the order in which they were made; none if the file may not be read.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    /// <exception cref="ResourceLimitException">No descriptor is left to read it.</exception>
    public static IEnumerable<Mount> Read(string procRoot)
    {
        ReadOnlyMemory<byte> rest = BoundedFile.Read($"{procRoot}/thread-self/mountinfo", Longest, out int refusal);
        ResourceLimitException.ThrowIfAbout(refusal, "read what is mounted where");
        while (!rest.IsEmpty)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            if (end < 0) yield break; // cut at the bound
            if (Parse(rest.Span[..end]) is Mount mount) yield return mount;
            rest = rest[(end + 1)..];
        }
    }

    /// <summary>A line as <c>42 64 0:4 net:[4026532177] /run/netns/web rw shared:7 - nsfs nsfs rw</c>: the fields before the dash grow in number.</summary>
    private static Mount? Parse(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> root = default, point = default;
        bool isBehindDash = false;
        int number = 0;
        while (!line.IsEmpty)
        {
            int blank = line.IndexOf((byte)' ');
            ReadOnlySpan<byte> field = blank < 0 ? line : line[..blank];
            line = blank < 0 ? default : line[(blank + 1)..];
            if (isBehindDash) return new(Unescaped(root), Unescaped(point), Unescaped(field));
            if (number == RootField) root = field;
            if (number == PointField) point = field;
            isBehindDash = number > PointField && field.SequenceEqual("-"u8);
            number++;
        }
        return null;
    }

    /// <summary>The kernel writes blanks, tabs, line feeds and backslashes of paths as octal numbers.</summary>
    private static byte[] Unescaped(ReadOnlySpan<byte> field)
    {
        var bytes = new List<byte>(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            bool isEscape = field[i] == '\\' && i + 3 < field.Length;
            bytes.Add(isEscape ? (byte)((field[i + 1] - '0') << 6 | (field[i + 2] - '0') << 3 | (field[i + 3] - '0')) : field[i]);
            if (isEscape) i += 3;
        }
        return [.. bytes];
    }
}

/// <summary>A mount.</summary>
/// <param name="Root">What of the file system is mounted; of a network namespace <c>net:[4026532177]</c>.</param>
/// <param name="Point">Where, as bytes: a path need not be text.</param>
/// <param name="FileSystem">The file system's type.</param>
internal sealed record Mount(byte[] Root, byte[] Point, byte[] FileSystem);
