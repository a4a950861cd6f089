using System.Management.Automation;
using PSSocketStats.Parameters;
using SockDiag;

namespace PSSocketStats;

/// <summary>Every error of this module is made here: a stable id, a category, the object it is about, and what to do.</summary>
internal static class Errors
{
    /// <summary>An argument that cannot mean anything.</summary>
    /// <param name="id">The stable id.</param>
    /// <param name="parameter">The parameter, without its dash.</param>
    /// <param name="given">What was given.</param>
    /// <param name="expected">What is wrong, what is expected, and an example.</param>
    public static ErrorRecord NotValid(string id, string parameter, object? given, string expected) =>
        new(new PSArgumentException(given is null ? $"-{parameter}: {expected}" : $"-{parameter} '{GivenText.Of(given)}': {expected}", parameter), id, ErrorCategory.InvalidArgument, GivenText.Target(given));

    /// <summary>Something named that does not exist.</summary>
    public static ErrorRecord NotFound(string id, string parameter, object given, string problem, string advice) =>
        Record(new ItemNotFoundException($"-{parameter} '{GivenText.Of(given)}': {problem}"), id, ErrorCategory.ObjectNotFound, given, advice);

    /// <summary>Two parameters that exclude each other.</summary>
    public static ErrorRecord NotTogether(string id, string one, string other, string why) =>
        Record(new PSArgumentException($"-{one} and -{other} exclude each other: {why}", other), id, ErrorCategory.InvalidArgument, null, $"Leave out -{one} or -{other}.");

    /// <summary>A parameter about what sockets of none of the protocols asked for have.</summary>
    public static ErrorRecord NotForProtocol(string parameter, IReadOnlyList<SocketProtocol> protocols) =>
        NotValid("ParameterNotForProtocol", parameter, null, $"sockets of {string.Join(", ", protocols)} have no such thing. Leave -{parameter} out, or ask for another -Protocol.");

    public static ErrorRecord ProcessNotFound(int processId) =>
        NotFound("ProcessNotFound", "ProcessId", processId, "there is no such process here, or it may not be seen.", "Get-Process lists the processes.");

    /// <summary>A socket that was listed before and is there no more.</summary>
    public static ErrorRecord SocketGone(Socket socket) => Record(
        new ItemNotFoundException($"{socket} has gone: no connection with this address pair and cookie {socket.Cookie} is there any more."),
        "SocketGone", ErrorCategory.ObjectNotFound, socket, "List the sockets anew with Get-Socket; connections come and go.");

    /// <summary>A network namespace that is not there, is none, or may not be entered.</summary>
    public static ErrorRecord From(NetworkNamespaceException failure) => failure switch
    {
        { IsMissing: true } => Record(failure, "NetworkNamespaceNotFound", ErrorCategory.ObjectNotFound, failure.Name,
            "Give a name that `ip netns` lists, the id of a process that is in the namespace, the path of a file that stands for it, or * for all."),
        { IsSomethingElse: true } => Record(failure, "NetworkNamespaceNotValid", ErrorCategory.InvalidArgument, failure.Name,
            "Give the path of a network namespace, as /run/netns/NAME or /proc/PID/ns/net."),
        _ => Record(failure, "NetworkNamespaceNotPermitted", ErrorCategory.PermissionDenied, failure.Name,
            "Another network namespace is entered with CAP_SYS_ADMIN, and that of another user's process looked at with CAP_SYS_PTRACE: run as root."),
    };

    /// <summary>What the core threw, with advice.</summary>
    public static ErrorRecord From(SockDiagException failure, bool asksForMark) => failure switch
    {
        NetworkNamespaceException unreachable => From(unreachable),
        ResourceLimitException { IsOfThreads: true } few => Record(few, "OutOfThreads", ErrorCategory.ResourceUnavailable, null,
            "The cgroup of this process (pids.max) or its user (RLIMIT_NPROC: ulimit -u) may have no more threads: end some, or raise that limit."),
        ResourceLimitException few => Record(few, "OutOfDescriptors", ErrorCategory.ResourceUnavailable, null, Warnings.DescriptorAdvice),
        KernelRefusedException { IsPermissionDenied: true, Protocol: not null } denied when asksForMark => Record(denied, "MarkNotPermitted", ErrorCategory.PermissionDenied, denied.Protocol,
            "The kernel tells the marks of sockets to callers with CAP_NET_ADMIN only: run as root, or leave -Mark out."),
        KernelRefusedException { IsProtocolMissing: true } absent => Record(absent, "ProtocolNotSupported", ErrorCategory.NotInstalled, absent.Protocol,
            $"This kernel lists no {absent.Protocol} sockets{WhatWouldBring(absent)}, or leave {absent.Protocol} out of -Protocol."),
        KernelRefusedException { IsSockDiagMissing: true } missing => Record(missing, "SockDiagRefused", ErrorCategory.NotInstalled, null,
            "This kernel has no NETLINK_SOCK_DIAG: it was built without CONFIG_INET_DIAG (or its module is not loaded), or it is no Linux kernel (WSL 1, gVisor)."),
        KernelRefusedException { IsPermissionDenied: true } denied => Record(denied, "SockDiagRefused", ErrorCategory.PermissionDenied, denied.Protocol,
            "A sandbox (seccomp, SELinux, AppArmor) forbids NETLINK_SOCK_DIAG to this process: allow socket(AF_NETLINK), or run outside of it."),
        MalformedMessageException damaged => Record(damaged, "SockDiagMalformed", ErrorCategory.InvalidData, damaged.Offset,
            "The kernel answered something that this version does not understand: please report it, with the kernel's version (uname -r)."),
        _ => Record(failure, "SockDiagRefused", ErrorCategory.InvalidOperation, (failure as KernelRefusedException)?.Protocol,
            "Please report it, with the kernel's version (uname -r) and the command."),
    };

    /// <summary>A program's question makes the kernel look for the module itself, so that a module that is not there now has to be put there.</summary>
    private static string WhatWouldBring(KernelRefusedException absent)
    {
        string instead = absent.ProcTable is string table ? $" by all that is asked here, which {table} does not tell" : "";
        return absent.Module is string name ? $"{instead}: have root load its module on the host (modprobe {name}; the kernel's option is {absent.KernelOption})" : "";
    }

    private static ErrorRecord Record(Exception exception, string id, ErrorCategory category, object? target, string advice) => new(exception, id, category, GivenText.Target(target))
    {
        ErrorDetails = new ErrorDetails(GivenText.Harmless(exception.Message)) { RecommendedAction = advice },
    };
}
