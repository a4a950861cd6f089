namespace SockDiag;

/// <summary>One descriptor of one process that holds a socket.</summary>
public sealed class SocketOwner
{
    internal SocketOwner(int processId, string process, int fileDescriptor)
    {
        ProcessId = processId;
        Process = process;
        FileDescriptor = fileDescriptor;
    }

    /// <summary>The process's id.</summary>
    public int ProcessId { get; }

    /// <summary>The process's command name, at most 15 characters (<c>/proc/PID/comm</c>); empty where it ended before it could be read.</summary>
    public string Process { get; }

    /// <summary>The number of the descriptor in that process.</summary>
    public int FileDescriptor { get; }

    /// <summary>As <c>nginx(1290,8)</c>.</summary>
    public override string ToString() => $"{Process}({ProcessId},{FileDescriptor})";
}
