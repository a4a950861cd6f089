using System.Runtime.InteropServices;
using PSSocketStats;

namespace SockDiag.Tests;

public class PlatformTests
{
    private const string Rule = "PSSocketStats runs on Linux with the GNU C library (glibc), on x64 or arm64; ";

    [Theory]
    [InlineData(Architecture.X64, "runtimes/linux-x64/lib/netstandard2.0/Tmds.LibC.dll")]
    [InlineData(Architecture.Arm64, "runtimes/linux-arm64/lib/netstandard2.0/Tmds.LibC.dll")]
    public void WhereTheModuleRunsItsCLibraryHasAPath(Architecture architecture, string path) => Assert.Equal(path, Platform.LibCPath("linux", architecture, "glibc"));

    [Theory]
    [InlineData("Microsoft Windows 10.0.26100", Architecture.X64, "glibc", "this is Microsoft Windows 10.0.26100.")]
    [InlineData("Darwin 24.1.0", Architecture.Arm64, "glibc", "this is Darwin 24.1.0.")]
    [InlineData("FreeBSD 14", Architecture.X64, "glibc", "this is FreeBSD 14.")]
    [InlineData("linux", Architecture.X64, "musl", "this is Linux with musl.")]
    [InlineData("linux", Architecture.Arm64, "musl", "this is Linux with musl.")]
    [InlineData("linux", Architecture.X86, "glibc", "this process is X86.")]
    [InlineData("linux", Architecture.Arm, "glibc", "this process is Arm.")]
    [InlineData("linux", Architecture.S390x, "glibc", "this process is S390x.")]
    [InlineData("linux", Architecture.Ppc64le, "glibc", "this process is Ppc64le.")]
    public void AnywhereElseOneSentenceSaysWhatIsMissing(string system, Architecture architecture, string cLibrary, string found) =>
        Assert.Equal(Rule + found, Assert.Throws<PlatformNotSupportedException>(() => Platform.LibCPath(system, architecture, cLibrary)).Message);

    [Fact]
    public void ThisMachinesLibraryLiesThere() => Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, Platform.LibCPath())));
}
