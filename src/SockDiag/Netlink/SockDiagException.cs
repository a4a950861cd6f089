namespace SockDiag;

/// <summary>A question to the kernel, or a recording of its answer, that could not be read to its end.</summary>
public abstract class SockDiagException : Exception
{
    private protected SockDiagException(string message) : base(message) { }
}

/// <summary>The kernel refused: no socket, no permission, no such protocol, a request it does not understand.</summary>
public sealed class KernelRefusedException : SockDiagException
{
    internal KernelRefusedException(int errno, string operation, SocketProtocol? protocol = null)
        : base(errno == Native.Errno.EAGAIN
            ? $"The kernel stopped answering when it was asked to {operation}." // our patience ended: a part of its answer was lost
            : $"The kernel refused to {operation}: {Native.Errno.Describe(errno)}.")
    {
        Errno = errno;
        Operation = operation;
        Protocol = protocol;
    }

    /// <summary>The kernel's error number, positive (<c>EPERM</c> is 1).</summary>
    public int Errno { get; }

    /// <summary>What was refused, in words that follow "refused to".</summary>
    public string Operation { get; }

    /// <summary>The protocol that was asked for; null where the refusal was not about one.</summary>
    public SocketProtocol? Protocol { get; }

    /// <summary>The module that lists the protocol's sockets, as modprobe takes it (<c>udp_diag</c>); null where the refusal was not about one.</summary>
    public string? Module => Family?.Module.Name;

    /// <summary>The option with which a kernel has that module (<c>CONFIG_INET_UDP_DIAG</c>); null where <see cref="Module"/> is.</summary>
    public string? KernelOption => Family?.Module.Option;

    /// <summary>The table that lists the protocol's sockets besides, and does not tell all of them (<c>/proc/net/raw</c>); null where there is none.</summary>
    public string? ProcTable => Family?.Proc?.Path;

    private Families.Family? Family => Protocol is SocketProtocol asked ? Families.Family.Of(asked) : null;

    /// <summary>The kernel lacks the protocol, or the module that lists its sockets (<c>ENOENT</c> in an ERROR message or in a DONE).</summary>
    public bool IsProtocolMissing => Protocol is not null && Errno == Native.Errno.ENOENT;

    /// <summary>The caller lacks a privilege, or a sandbox forbids it (<c>EPERM</c>, <c>EACCES</c>).</summary>
    public bool IsPermissionDenied => Errno is Native.Errno.EPERM or Native.Errno.EACCES;

    /// <summary>This kernel has no NETLINK_SOCK_DIAG at all (<c>EPROTONOSUPPORT</c>, <c>EAFNOSUPPORT</c> from socket(2)).</summary>
    public bool IsSockDiagMissing => Protocol is null && Errno is Native.Errno.EPROTONOSUPPORT or Native.Errno.EAFNOSUPPORT;
}

/// <summary>Bytes that are no netlink message, or no record of the protocol asked for.</summary>
public sealed class MalformedMessageException : SockDiagException
{
    internal MalformedMessageException(long offset, string problem)
        : base($"Malformed netlink message at byte {offset}: {problem}.")
    {
        Offset = offset;
        Problem = problem;
    }

    /// <summary>Where the damage is: bytes from the start of the recording, or of the datagram where the kernel answered.</summary>
    public long Offset { get; }

    /// <summary>What is wrong there.</summary>
    public string Problem { get; }
}
