using System.ComponentModel;
using System.Diagnostics;
using SockDiag.Owners;
using SockDiag.Tests.Live;

namespace SockDiag.Tests.Owners;

/// <summary>A program, of one process or more, that holds sockets in a way which its name says, and tells itself who holds what. It is in the calling thread's namespaces.</summary>
public sealed class SocketHolder : IDisposable
{
    /// <summary>The command name of its processes.</summary>
    public const string Name = "hold-sockets";

    private static readonly Lazy<string?> _program = new(Compile);

    private readonly Process _process;

    private SocketHolder(Process process)
    {
        _process = process;
        var held = new List<OwnerEntry>();
        while (process.StandardOutput.ReadLine() is string line && line != "ready")
        {
            int[] numbers = [.. line.Split(' ').Skip(1).Select(int.Parse)];
            held.Add(new((uint)numbers[2], numbers[0], numbers[1]));
        }
        Held = [.. held.OrderBy(entry => entry.ProcessId).ThenBy(entry => entry.FileDescriptor)];
        if (process.HasExited || Held.Count == 0) throw new InvalidOperationException($"{process.StartInfo.ArgumentList[0]} could not be set up.");
    }

    /// <summary>All that its processes hold.</summary>
    internal IReadOnlyList<OwnerEntry> Held { get; }

    public int[] ProcessIds => [.. Held.Select(entry => entry.ProcessId).Distinct()];

    /// <summary>Starts one; the test is skipped where it cannot be compiled.</summary>
    /// <param name="scene">How it holds sockets: see <c>hold-sockets.c</c>.</param>
    public static SocketHolder Start(params string[] scene)
    {
        Assert.SkipWhen(_program.Value is null, "It compiles a program: there is no gcc here.");
        return new(Fork.Start(new ProcessStartInfo(_program.Value!, scene) { RedirectStandardInput = true, RedirectStandardOutput = true }));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string? Compile()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory(Name);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        Permissions.Set(folder.FullName, Permissions.AnyoneReads);
        string program = Path.Combine(folder.FullName, Name), source = Path.Combine(AppContext.BaseDirectory, $"{Name}.c");
        try
        {
            using var compiler = Fork.Start(new ProcessStartInfo("gcc", ["-pthread", "-o", program, source]));
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? program : throw new InvalidOperationException($"gcc does not compile {source}.");
        }
        catch (Win32Exception) { return null; }
    }
}
