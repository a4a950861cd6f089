namespace SockDiag;

/// <summary>A network namespace that is not there, is none, or may not be entered.</summary>
public sealed class NetworkNamespaceException : SockDiagException
{
    internal NetworkNamespaceException(string name, int errno) : base(errno switch
    {
        _ when IsNotThere(errno) => $"There is no network namespace '{name}'.",
        Native.Errno.EINVAL => $"'{name}' is no network namespace.",
        _ => $"The kernel refused to enter the network namespace '{name}': {Native.Errno.Describe(errno)}.",
    })
    {
        Name = name;
        Errno = errno;
    }

    /// <summary>What was asked for, as <see cref="EscapedText"/> writes it.</summary>
    public string Name { get; }

    /// <summary>The kernel's error number, positive.</summary>
    public int Errno { get; }

    /// <summary>There is none of that name, id or path; it may have ended meanwhile (<c>ENOENT</c>, <c>ENOTDIR</c>, <c>ENAMETOOLONG</c>, <c>ESRCH</c>).</summary>
    public bool IsMissing => IsNotThere(Errno);

    /// <summary>What is there is something else (<c>EINVAL</c>).</summary>
    public bool IsSomethingElse => Errno == Native.Errno.EINVAL;

    /// <summary>The caller lacks a privilege: CAP_SYS_ADMIN to enter, and to look at another user's process CAP_SYS_PTRACE (<c>EPERM</c>, <c>EACCES</c>).</summary>
    public bool IsPermissionDenied => Errno is Native.Errno.EPERM or Native.Errno.EACCES;

    private static bool IsNotThere(int errno) => errno is Native.Errno.ENOENT or Native.Errno.ENOTDIR or Native.Errno.ENAMETOOLONG or Native.Errno.ESRCH;
}
