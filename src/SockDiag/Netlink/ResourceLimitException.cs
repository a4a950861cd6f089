namespace SockDiag;

/// <summary>The process may have no more of what the kernel gives in a limited number: descriptors or threads. Nothing is said of what was asked for.</summary>
public sealed class ResourceLimitException : SockDiagException
{
    private ResourceLimitException(bool isOfThreads, int errno, string message) : base(message)
    {
        IsOfThreads = isOfThreads;
        Errno = errno;
    }

    /// <summary>
    /// Whether threads are lacking (<c>pids.max</c> of the cgroup, <c>RLIMIT_NPROC</c> of the user); otherwise descriptors (<c>RLIMIT_NOFILE</c> of the
    /// process, <c>fs.file-max</c> of the machine).
    /// </summary>
    public bool IsOfThreads { get; }

    /// <summary>
    /// The kernel's error number, positive: <c>EAGAIN</c> of threads, <c>EMFILE</c> where the process and <c>ENFILE</c> where the machine has too many files
    /// open.
    /// </summary>
    public int Errno { get; }

    /// <summary>Whether an error number says that no descriptor is left.</summary>
    internal static bool IsAbout(int errno) => errno is Native.Errno.EMFILE or Native.Errno.ENFILE;

    /// <summary>The error that says that no descriptor is left; null if the error number says something else.</summary>
    /// <param name="errno">Why none was given; 0 if one was.</param>
    /// <param name="operation">What it was for, in words that follow "to".</param>
    internal static ResourceLimitException? OfDescriptors(int errno, string operation) =>
        IsAbout(errno) ? new(isOfThreads: false, errno, $"No descriptor is left to {operation}: {Native.Errno.Describe(errno)}.") : null;

    /// <summary>Throws that error; does nothing if the error number says something else.</summary>
    internal static void ThrowIfAbout(int errno, string operation)
    {
        if (OfDescriptors(errno, operation) is ResourceLimitException shortage) throw shortage;
    }

    /// <param name="operation">What the thread was for, in words that follow "to".</param>
    internal static ResourceLimitException OfThreads(string operation) =>
        new(isOfThreads: true, Native.Errno.EAGAIN, $"No thread can be started to {operation}: {Native.Errno.Describe(Native.Errno.EAGAIN)}.");
}
