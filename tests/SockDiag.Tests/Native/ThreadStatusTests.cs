using SockDiag.Native;
using SockDiag.Tests.Live;

namespace SockDiag.Tests.Native;

public class ThreadStatusTests
{
    private const string Capabilities = "CapInh:\t0000000000000001\nCapPrm:\t0000000000000002\nCapEff:\t000000c000200004\nCapBnd:\tffffffffffffffff\n";

    [Fact]
    public void TheEffectiveCapabilitiesCountAndNoOthers()
    {
        ThreadStatus status = Read("Name:\tpwsh\n" + Capabilities + "Seccomp:\t0\n")!.Value;
        Assert.Equal([2, 21, 38, 39], Enumerable.Range(0, 64).Where(status.Has));
    }

    [Theory]
    [InlineData("Seccomp:\t0\nSeccomp_filters:\t0\n", false)]
    [InlineData("Seccomp:\t1\n", true)]
    [InlineData("Seccomp:\t2\nSeccomp_filters:\t3\n", true)]
    [InlineData("Seccomp:\t\n", false)]
    [InlineData("", false)] // a kernel without it
    public void AFilterIsTold(string seccomp, bool isFiltered) => Assert.Equal(isFiltered, Read(Capabilities + seccomp)!.Value.IsFiltered);

    [Theory]
    [InlineData("")]
    [InlineData("Name:\tpwsh\nSeccomp:\t0\n")]
    [InlineData("CapEff:\t\nSeccomp:\t0\n")]
    [InlineData("CapEff:\tmany\nSeccomp:\t0\n")]
    [InlineData("CapEff:\t10000000000000000\nSeccomp:\t0\n")] // 65 bits
    [InlineData("xCapEff:\t000001ffffffffff\n")]
    public void WithoutCapabilitiesNothingIsKnown(string text) => Assert.Null(Read(text));

    /// <summary>Where the pieces end in which it is read does not matter.</summary>
    [Fact]
    public void BehindALineOfAnyLengthAllIsFound() => Assert.All(Enumerable.Range(0, 2100), length =>
    {
        ThreadStatus? status = Read($"Groups:\t{new string('1', length)}\n{Capabilities}Seccomp:\t2\n");
        Assert.Equal(new ThreadStatus(0xc000200004, IsFiltered: true), status);
    });

    /// <summary>A line that only looks like one because of where it is cut is none.</summary>
    [Fact]
    public void InALongLineNothingIsFound() => Assert.All(Enumerable.Range(1000, 100), length =>
        Assert.Null(Read($"{new string('1', length)}CapEff:\t000001ffffffffff\n")));

    [Fact]
    public void WhatDoesNotEndIsNotReadToItsEnd() => Assert.Null(ThreadStatus.Read("/dev/zero"));

    [Fact]
    public void WhatIsNotThereIsNotKnown() => Assert.Null(ThreadStatus.Read("/proc/no such file"));

    [Fact]
    public void ThisThreadsIsKnown() => OrdinaryUser.Run(() => Assert.Equal(0u, ThreadStatus.Read()?.EffectiveCapabilities));

    private static ThreadStatus? Read(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return ThreadStatus.Read(path);
        }
        finally { File.Delete(path); }
    }
}
