using SockDiag.Native;
using Tmds.Linux;

namespace SockDiag.Tests.Live;

/// <summary>A system call of the fixture that failed: no judgement about what is tested.</summary>
internal static class Errors
{
    public static int Check(long result, string call)
    {
        int errno = LibC.errno;
        return result >= 0 ? (int)result : throw new InvalidOperationException($"{call}: {Errno.Describe(errno)}");
    }
}
