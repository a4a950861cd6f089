using SockDiag;

namespace PSSocketStats;

/// <summary>
/// Makes ready what the first call would else wait for, while the shell is still importing. An import asks nothing of the kernel's socket
/// tables, and loads nothing into it.
/// </summary>
internal static class FirstCall
{
    private static int _begun;

    /// <summary>Begins, once a process, on a thread that ends by itself.</summary>
    public static void Prepare()
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0) return;
        try { new Thread(WarmUp) { IsBackground = true, Name = "SockDiag first call" }.Start(); }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException) { } // no more threads: the first call takes longer
    }

    private static void WarmUp()
    {
        try { SocketTable.WarmUp(); }
        catch (Exception) { } // nobody asked for anything yet: who asks is told
    }
}
