namespace SockDiag;

/// <summary>A socket as the kernel told of it at one moment.</summary>
public abstract class Socket
{
    private protected Socket(Origin origin) => Origin = origin;

    /// <summary>What the sockets of one listing share: owners, and names for the kernel's numbers.</summary>
    internal Origin Origin { get; }

    // Abstract, so that each kind of socket declares all its properties itself, in the order in which CSV files have them.

    /// <summary>The protocol that was asked for: the kernel does not repeat it.</summary>
    public abstract SocketProtocol Protocol { get; }

    /// <summary>The state.</summary>
    public abstract SocketState State { get; }

    /// <summary>The first owner's process id; null where there is none.</summary>
    public abstract int? ProcessId { get; }

    /// <summary>The first owner's command name; null where there is none.</summary>
    public abstract string? Process { get; }

    /// <summary>Why an owner is there, or is not.</summary>
    public abstract OwnerVisibility OwnerVisibility { get; }

    /// <summary>Every process and descriptor that holds the socket.</summary>
    public abstract SocketOwnerList Owners { get; }

    /// <summary>The id of the user who made it; null where the kernel did not say.</summary>
    public abstract long? UserId { get; }

    /// <summary>The name of <see cref="UserId"/>; null where nobody has that id.</summary>
    public abstract string? UserName { get; }

    /// <summary>The inode number, as in <c>/proc/PID/fd</c>; null where no program holds the socket.</summary>
    public abstract long? Inode { get; }

    /// <summary>The kernel's own number of the socket, never used again until the machine restarts; null where the kernel did not say.</summary>
    public abstract ulong? Cookie { get; }

    /// <summary>The systemd unit of the first owner's cgroup (<c>/proc/PID/cgroup</c>), of a socket without an owner that of its own; null where the path tells none.</summary>
    public abstract string? Unit { get; }

    /// <summary>The container's id, 64 hexadecimal digits, from the same path as <see cref="Unit"/>; null where it tells none.</summary>
    public abstract string? ContainerId { get; }

    /// <summary>The network namespace: the name of its file under <c>/run/netns</c>, else that of a container or unit in it, else <c>net:[inode]</c>; null for that from which was asked.</summary>
    public abstract string? NetworkNamespace { get; }
}
