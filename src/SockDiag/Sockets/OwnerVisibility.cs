namespace SockDiag;

/// <summary>Why a socket's owner is there, or is not.</summary>
public enum OwnerVisibility
{
    /// <summary>An owner was found.</summary>
    Visible,

    /// <summary>Nobody has called accept() yet: the owner shown is the listener's.</summary>
    AwaitingAccept,

    /// <summary>The kernel alone holds it: TIME-WAIT, half-open, closed by its program and not finished.</summary>
    Kernel,

    /// <summary>It has an inode, no owner was found, and some process could not be read or may not be seen.</summary>
    Hidden,

    /// <summary>No owner was found though every process could be read: gone meanwhile, in flight over a Unix socket, or the kernel's own.</summary>
    Unknown,

    /// <summary>Owners were not looked up.</summary>
    NotAsked,
}
