using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace SockDiag.Native;

/// <summary>
/// A descriptor that outlives a scope. It is closed when it is disposed of, and at the latest when nobody has it any more: then the finalizer closes it.
/// </summary>
/// <remarks>
/// The C library's calls take the bare <see cref="Number"/>, which keeps nothing alive. Whoever makes such a call ends it with <c>GC.KeepAlive(handle)</c>: else the
/// finalizer may close the descriptor while the call runs, and the number may be another file's by then.
/// </remarks>
internal sealed class DescriptorHandle : SafeHandle
{
    private const int None = -1;

    /// <summary>Takes over an open descriptor.</summary>
    /// <param name="number">What a call that opens gave; below 0 where it gave none, and then there is nothing to close.</param>
    public DescriptorHandle(int number) : base(None, ownsHandle: true) => SetHandle(number);

    /// <summary>The descriptor; -1 when it has been closed, so that a late call is refused with EBADF and meets no other file.</summary>
    public int Number => IsClosed ? None : (int)handle;

    public override bool IsInvalid => handle < 0;

    protected override bool ReleaseHandle() => close((int)handle) == 0;
}
