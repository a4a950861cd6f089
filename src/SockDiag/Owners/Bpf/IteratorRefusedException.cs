using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Owners.Bpf;

/// <summary>The kernel's file iterator cannot be had: owners come from /proc then.</summary>
/// <param name="reason">Why, as a sentence without its end.</param>
/// <param name="isLasting">Whether it stays so while this kernel runs, for every thread.</param>
internal sealed class IteratorRefusedException(string reason, bool isLasting = true) : Exception(reason)
{
    public bool IsLasting { get; } = isLasting;

    /// <summary>What a call says now, of want of room or of privilege, it may not say to the next thread, or later.</summary>
    public static IteratorRefusedException By(int errno, string what) =>
        new($"{what}: {Errno.Describe(errno)}", isLasting: errno is not (Errno.EPERM or Errno.EAGAIN) && errno != ENOMEM && errno != EMFILE && errno != ENFILE);
}
