using System.Runtime.InteropServices;

namespace PSSocketStats;

/// <summary>Where the module runs: Linux on x64 or arm64, with the GNU C library, which Tmds.LibC binds.</summary>
internal static class Platform
{
    /// <summary>Where Tmds.LibC lies for this machine, below the module's bin folder.</summary>
    /// <exception cref="PlatformNotSupportedException">One clear sentence.</exception>
    public static string LibCPath()
    {
        string? system = OperatingSystem.IsLinux() ? "linux" : RuntimeInformation.OSDescription;
        return LibCPath(system, RuntimeInformation.ProcessArchitecture, IsMusl() ? "musl" : "glibc");
    }

    /// <summary>The rule.</summary>
    /// <param name="system"><c>linux</c>, or the name of another system.</param>
    /// <param name="architecture">The process's.</param>
    /// <param name="cLibrary"><c>glibc</c>, or the name of another C library.</param>
    public static string LibCPath(string system, Architecture architecture, string cLibrary)
    {
        if (system != "linux") throw Unsupported($"this is {system}");
        if (cLibrary != "glibc") throw Unsupported($"this is Linux with {cLibrary}");
        string folder = architecture switch
        {
            Architecture.X64 => "linux-x64",
            Architecture.Arm64 => "linux-arm64",
            _ => throw Unsupported($"this process is {architecture}"),
        };
        return $"runtimes/{folder}/lib/netstandard2.0/Tmds.LibC.dll";
    }

    /// <summary>.NET's own name for the machine says which C library it was built for.</summary>
    private static bool IsMusl() => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);

    private static PlatformNotSupportedException Unsupported(string found) =>
        new($"PSSocketStats runs on Linux with the GNU C library (glibc), on x64 or arm64; {found}.");
}
