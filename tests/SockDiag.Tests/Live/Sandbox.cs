using System.Runtime.InteropServices;

namespace SockDiag.Tests.Live;

/// <summary>A sandbox (seccomp) of the calling thread and those that it starts: some calls are answered with an error, as a container's runtime or an old kernel does.</summary>
internal static unsafe partial class Sandbox
{
    private const int PR_SET_SECCOMP = 22;
    private const int PR_SET_NO_NEW_PRIVS = 38;
    private const int SECCOMP_MODE_FILTER = 2;
    private const uint SECCOMP_RET_ALLOW = 0x7fff0000;
    private const uint SECCOMP_RET_ERRNO = 0x00050000;

    // struct seccomp_data: the call's number, then (from 16 on) its arguments of 8 bytes each.
    private const uint CallOffset = 0;
    private const uint ArgumentsOffset = 16;

    /// <summary>Refuses a call from now on.</summary>
    /// <param name="call">Its number.</param>
    /// <param name="argument">Which of its arguments, from 0, decides.</param>
    /// <param name="above">Above which value of that it is refused.</param>
    /// <param name="errno">The error.</param>
    public static void Refuse(uint call, int argument, uint above, int errno)
    {
        const ushort load = 0x20, jumpIfEqual = 0x15, jumpIfGreater = 0x25, answer = 0x06;
        ulong* program = stackalloc ulong[]
        {
            Instruction(load, 0, 0, CallOffset),
            Instruction(jumpIfEqual, 0, 3, call),
            Instruction(load, 0, 0, ArgumentsOffset + 8 * (uint)argument),
            Instruction(jumpIfGreater, 0, 1, above),
            Instruction(answer, 0, 0, SECCOMP_RET_ERRNO | (uint)errno),
            Instruction(answer, 0, 0, SECCOMP_RET_ALLOW),
        };
        var whole = new Program { Length = 6, Instructions = program };
        Errors.Check(prctl(PR_SET_NO_NEW_PRIVS, 1, null, 0, 0), "prctl");
        Errors.Check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0), "prctl");
    }

    /// <summary>struct sock_filter: code, how far to jump where it holds and where it does not, operand.</summary>
    private static ulong Instruction(ushort code, byte yes, byte no, uint operand) => code | (ulong)yes << 16 | (ulong)no << 24 | (ulong)operand << 32;

    private struct Program // struct sock_fprog
    {
        public ushort Length;
        public ulong* Instructions;
    }

    [LibraryImport("libc.so.6")]
    private static partial int prctl(int option, nuint value, void* more, nuint fourth, nuint fifth);
}
