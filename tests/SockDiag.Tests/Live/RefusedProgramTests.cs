using System.Net;
using System.Runtime.InteropServices;

namespace SockDiag.Tests.Live;

/// <summary>A kernel that does not understand a filter's program.</summary>
[Collection(nameof(AloneInTheProcess))]
public unsafe partial class RefusedProgramTests
{
    private const int PR_SET_SECCOMP = 22;
    private const int PR_SET_NO_NEW_PRIVS = 38;
    private const int SECCOMP_MODE_FILTER = 2;
    private const uint SECCOMP_RET_ALLOW = 0x7fff0000;
    private const uint SECCOMP_RET_ERRNO = 0x00050000;
    private const uint EINVAL = 22;

    // struct seccomp_data: the call's number, then (from 16 on) its arguments of 8 bytes each.
    private const uint CallOffset = 0;
    private const uint LengthOffset = 16 + 2 * 8;

    /// <summary>The longest request without a program: a message header and the newer request.</summary>
    private const uint PlainRequest = 16 + 60;

    private static uint SendTo => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 206u : 44u;

    [Fact]
    public void IsAskedWithoutItAndTheFilterIsDecidedHere() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using NativeSocket other = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        OwnThread.Run(() =>
        {
            RefuseLongRequests();
            Assert.Equal([listener.Cookie], Rows.Tcp(Rows.LocalPort(listener.Port)).Select(row => row.Cookie!.Value));
        });
    });

    /// <summary>Unless nothing is left that could be asked.</summary>
    [Fact]
    public void RefusesEveryQuestionThenTheRefusalIsTold() => OwnNamespace.InsideOrOnLoopback(() => OwnThread.Run(() =>
    {
        RefuseLongRequests(longest: 0);
        Assert.Equal((int)EINVAL, Assert.Throws<KernelRefusedException>(() => Rows.Tcp(Rows.LocalPort(1))).Errno);
    }));

    /// <summary>A sandbox of the calling thread and those that it starts: sends above a length are answered as an old kernel answers an instruction that it does not know.</summary>
    private static void RefuseLongRequests(uint longest = PlainRequest)
    {
        const ushort load = 0x20, jumpIfEqual = 0x15, jumpIfGreater = 0x25, answer = 0x06;
        ulong* program = stackalloc ulong[]
        {
            Instruction(load, 0, 0, CallOffset),
            Instruction(jumpIfEqual, 0, 3, SendTo),
            Instruction(load, 0, 0, LengthOffset),
            Instruction(jumpIfGreater, 0, 1, longest),
            Instruction(answer, 0, 0, SECCOMP_RET_ERRNO | EINVAL),
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
