using SockDiag.Native;

namespace SockDiag.Owners;

/// <summary>The process-id namespace in which the caller is.</summary>
internal static class ProcessNamespace
{
    /// <summary>Whether it is the machine's first; in any other there are processes that are not seen, or have other ids.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    public static bool IsFirst(string procRoot) => FirstNamespace.Has("pid", LinuxHeaders.PROC_PID_INIT_INO, procRoot);
}
