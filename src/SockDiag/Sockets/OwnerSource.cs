namespace SockDiag;

/// <summary>Where the owners of a listing's sockets came from.</summary>
public sealed class OwnerSource
{
    private OwnerSource(bool isFileIterator, string? reason)
    {
        IsFileIterator = isFileIterator;
        Reason = reason;
    }

    /// <summary>Whether the kernel's own walk over all open files found them (a BPF iterator: Linux 5.8 and later, with CAP_BPF and CAP_PERFMON); otherwise the folders <c>/proc/PID/fd</c>.</summary>
    public bool IsFileIterator { get; }

    /// <summary>Why they came from <c>/proc</c>; null where they did not.</summary>
    public string? Reason { get; }

    internal static OwnerSource Iterator { get; } = new(isFileIterator: true, reason: null);

    internal static OwnerSource Proc(string reason) => new(isFileIterator: false, reason);

    /// <summary>As <c>/proc, because REASON</c>.</summary>
    public override string ToString() => IsFileIterator ? "the kernel's file iterator" : $"/proc, because {Reason}";
}
