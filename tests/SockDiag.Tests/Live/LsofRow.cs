namespace SockDiag.Tests.Live;

/// <summary>A descriptor that lsof -i lists.</summary>
internal sealed record LsofRow(int ProcessId, int FileDescriptor, long Inode, SocketProtocol Protocol)
{
    /// <summary>Those of one process, in the calling thread's namespace.</summary>
    public static IEnumerable<LsofRow> All(int processId)
    {
        // Fields follow each other, each on its line: f the descriptor, then d the inode and P the protocol.
        string[] fields = Tool.Output("lsof", "-nP", "-i", "-a", "-p", processId.ToString(), "-F", "fdP").Split('\n');
        for (int i = 0; i + 2 < fields.Length; i++)
        {
            if (fields[i].StartsWith('f')) yield return new(processId, int.Parse(fields[i][1..]), long.Parse(fields[i + 1][1..]), Enum.Parse<SocketProtocol>(fields[i + 2][1..], ignoreCase: true));
        }
    }
}
