using SockDiag.Native;

namespace SockDiag.Owners;

/// <summary>The process-id namespace in which the caller is.</summary>
internal static class ProcessNamespace
{
    /// <summary>Whether it is the machine's first; in any other there are processes that are not seen, or have other ids.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    public static bool IsFirst(string procRoot)
    {
        try { return new FileInfo($"{procRoot}/self/ns/pid").LinkTarget == $"pid:[{LinuxHeaders.PROC_PID_INIT_INO}]"; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
    }
}
