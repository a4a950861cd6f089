namespace SockDiag.Owners;

/// <summary>One descriptor that is a socket, as a source found it.</summary>
internal readonly record struct OwnerEntry(uint Inode, int ProcessId, int FileDescriptor)
{
    /// <summary>Process 1 comes last: systemd keeps what it passed to services.</summary>
    public int Rank => ProcessId == 1 ? int.MaxValue : ProcessId;
}
