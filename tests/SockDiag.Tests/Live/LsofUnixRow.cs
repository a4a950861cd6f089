namespace SockDiag.Tests.Live;

/// <summary>A descriptor that lsof -U lists.</summary>
internal sealed record LsofUnixRow(int FileDescriptor, long Inode)
{
    /// <summary>Those of one process, in the calling thread's namespace.</summary>
    public static IEnumerable<LsofUnixRow> All(int processId)
    {
        // Fields follow each other, each on its line: f the descriptor, then i the inode.
        string[] fields = Tool.Output("lsof", "-nP", "-U", "-a", "-p", processId.ToString(), "-F", "fi").Split('\n');
        for (int i = 0; i + 1 < fields.Length; i++)
        {
            if (fields[i].StartsWith('f')) yield return new(int.Parse(fields[i][1..]), long.Parse(fields[i + 1][1..]));
        }
    }
}
