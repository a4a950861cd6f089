using static Tmds.Linux.LibC;

namespace SockDiag.Native;

/// <summary>Starts the threads of this library: they end with the process, and have a name by which they are found in /proc.</summary>
internal static unsafe class BackgroundThread
{
    /// <summary>Starts one; null if the kernel gives no more: the caller then does the work itself, or says so.</summary>
    /// <remarks>The cgroup's pids.max and the user's RLIMIT_NPROC are such limits.</remarks>
    /// <param name="name">Its name, of which the kernel keeps 15 characters.</param>
    /// <param name="work">What it does.</param>
    public static Thread? TryStart(string name, ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true, Name = name };
        try { thread.Start(); }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException) { return null; } // so the runtime calls every refusal of pthread_create
        return thread;
    }

    /// <summary>Why none could be started: the runtime opens a pipe for each, so it may be a descriptor that is lacking.</summary>
    /// <param name="operation">What the thread was for, in words that follow "to".</param>
    public static ResourceLimitException Refusal(string operation)
    {
        int* ends = stackalloc int[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return ResourceLimitException.OfDescriptors(errno, operation) ?? ResourceLimitException.OfThreads(operation);
        _ = close(ends[0]);
        _ = close(ends[1]);
        return ResourceLimitException.OfThreads(operation);
    }
}
