using System.Runtime.InteropServices;
using SockDiag.Native;
using SockDiag.Tests.Live;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Native;

/// <summary>Calls that take a privilege are made where they can succeed, and nobody is hurt by them.</summary>
[Collection(nameof(AloneInTheProcess))]
public class PrivilegedCallsTests
{
    private const uint NoCall = 0xffff; // no system call has this number

    [Fact]
    public void RootMakesThemInTheMachinesFirstUserNamespace()
    {
        Privileged();
        Assert.Equal((null, null), (PrivilegedCalls.RefusalOfBpf(), PrivilegedCalls.RefusalOfHandles()));
    }

    [Fact]
    public void AUserWithoutCapabilitiesDoesNot() => OrdinaryUser.Run(() => Assert.Equal(
        ("bpf(2) takes CAP_BPF and CAP_PERFMON", "open_by_handle_at(2) takes CAP_DAC_READ_SEARCH"),
        (PrivilegedCalls.RefusalOfBpf(), PrivilegedCalls.RefusalOfHandles())));

    /// <summary>Of whatever call: nobody can ask a filter what it does with which.</summary>
    [Fact]
    public void UnderASeccompFilterRootDoesNot()
    {
        Privileged();
        OwnThread.Run(() =>
        {
            Sandbox.Refuse(NoCall, argument: 0, above: 0, Errno.EPERM);
            Assert.Equal(
                ("bpf(2) is not called under a seccomp filter", "open_by_handle_at(2) is not called under a seccomp filter"),
                (PrivilegedCalls.RefusalOfBpf(), PrivilegedCalls.RefusalOfHandles()));
        });
    }

    [Fact]
    public void WhereProcIsNotThereRootDoesNot()
    {
        Privileged();
        OwnThread.Run(() =>
        {
            using var cover = MountedFolder.NothingIn("/proc");
            Assert.Equal("bpf(2) is not called where /proc/thread-self/status cannot be read", PrivilegedCalls.RefusalOfBpf());
        });
    }

    [Theory]
    [InlineData("force", null)]
    [InlineData("FORCE", null)]
    [InlineData("forbid", "PSSOCKETSTATS_PRIVILEGED_CALLS forbids open_by_handle_at(2)")]
    [InlineData("Forbid", "PSSOCKETSTATS_PRIVILEGED_CALLS forbids open_by_handle_at(2)")]
    [InlineData("1", "PSSOCKETSTATS_PRIVILEGED_CALLS forbids open_by_handle_at(2), as every value but force does")]
    [InlineData("force ", "PSSOCKETSTATS_PRIVILEGED_CALLS forbids open_by_handle_at(2), as every value but force does")]
    [InlineData("no", "PSSOCKETSTATS_PRIVILEGED_CALLS forbids open_by_handle_at(2), as every value but force does")]
    public void TheEnvironmentForcesOrForbids(string order, string? refusal) => PrivilegedCallsOrder.Run(order, () =>
    {
        Assert.Equal(refusal, PrivilegedCalls.RefusalOfHandles());
        OrdinaryUser.Run(() => Assert.Equal(refusal, PrivilegedCalls.RefusalOfHandles()));
    });

    /// <summary>Each id is a word of a line that stands before the capabilities.</summary>
    [Fact]
    public unsafe void AMemberOfManyGroupsMayStillMakeThem()
    {
        Privileged();
        OwnThread.Run(() =>
        {
            uint[] groups = [.. Enumerable.Range(0, 65_536).Select(group => 4_000_000_000 + (uint)group)];
            int setgroups = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 159 : 116;
            fixed (uint* start = groups) Errors.Check((long)syscall(setgroups, groups.Length, start), "setgroups");
            Assert.Null(PrivilegedCalls.RefusalOfBpf());
        });
    }

    /// <summary>Where this process may all that they take.</summary>
    private static void Privileged()
    {
        Needs.Root("it has the capabilities");
        bool isFirst = new FileInfo("/proc/self/ns/user").LinkTarget == $"user:[{LinuxHeaders.PROC_USER_INIT_INO}]";
        Assert.SkipUnless(isFirst, "It needs the machine's first user namespace.");
        string[] status = File.ReadAllLines("/proc/self/status");
        ulong effective = Convert.ToUInt64(status.Single(line => line.StartsWith("CapEff:"))[8..], 16);
        Assert.SkipUnless((effective >> 39 & effective >> 38 & effective >> 2 & 1) != 0, "It needs root's capabilities.");
        Assert.SkipWhen(status.Any(line => line.StartsWith("Seccomp:") && !line.EndsWith("\t0")), "It needs a process without a seccomp filter.");
    }
}
