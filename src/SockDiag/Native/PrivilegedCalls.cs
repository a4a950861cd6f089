namespace SockDiag.Native;

/// <summary>
/// Whether the calling thread makes system calls that only the privileged can use: bpf(2) and open_by_handle_at(2). A machine that watches
/// its programs notices them, and a sandbox may end the process for one. So they are made only if they can succeed: with the capability,
/// in the machine's first user namespace, and under no seccomp filter, because nobody can ask a filter what it does without making the call.
/// What cannot be found out counts as a reason not to.
/// </summary>
internal static class PrivilegedCalls
{
    /// <summary>The environment variable that decides instead: <c>force</c> or <c>forbid</c>, in any case. Any other value forbids too.</summary>
    public const string Variable = "PSSOCKETSTATS_PRIVILEGED_CALLS";

    private static volatile bool _isInFirstUserNamespace; // which a process of several threads cannot leave

    /// <summary>Why the calling thread does not call bpf(2), as a sentence without its end; null if it does.</summary>
    public static string? RefusalOfBpf() => Refusal("bpf(2)", "CAP_BPF and CAP_PERFMON", static status =>
        status.Has(LinuxHeaders.CAP_SYS_ADMIN) || (status.Has(LinuxHeaders.CAP_BPF) && status.Has(LinuxHeaders.CAP_PERFMON)));

    /// <summary>Why the calling thread does not call open_by_handle_at(2), as a sentence without its end; null if it does.</summary>
    public static string? RefusalOfHandles() => Refusal("open_by_handle_at(2)", "CAP_DAC_READ_SEARCH", static status =>
        status.Has(LinuxHeaders.CAP_DAC_READ_SEARCH));

    private static string? Refusal(string call, string capabilities, Predicate<ThreadStatus> mayCall)
    {
        string? order = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(order))
        {
            if (order.Equals("force", StringComparison.OrdinalIgnoreCase)) return null;
            if (order.Equals("forbid", StringComparison.OrdinalIgnoreCase)) return $"{Variable} forbids {call}";
            return $"{Variable} forbids {call}, as every value but force does";
        }
        if (ThreadStatus.Read() is not ThreadStatus status) return $"{call} is not called where /proc/thread-self/status cannot be read";
        if (!mayCall(status)) return $"{call} takes {capabilities}";
        if (status.IsFiltered) return $"{call} is not called under a seccomp filter";
        _isInFirstUserNamespace = _isInFirstUserNamespace || FirstNamespace.Has("user", LinuxHeaders.PROC_USER_INIT_INO, "/proc");
        return _isInFirstUserNamespace ? null : $"{call} is not called outside of the machine's first user namespace";
    }
}
