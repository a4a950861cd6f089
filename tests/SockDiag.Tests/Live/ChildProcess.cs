using System.ComponentModel;
using System.Diagnostics;

namespace SockDiag.Tests.Live;

/// <summary>A process of the test's own: a bash that runs a line at a time. It is in the namespaces of the thread that starts it, and holds the sockets that it is given, at the same numbers.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _bash;
    private readonly DirectoryInfo? _folder;

    private ChildProcess(string program, DirectoryInfo? folder, NativeSocket[] inherited)
    {
        const string obey = "while read -r line; do eval \"$line\"; echo \"$?\"; done";
        _folder = folder;
        _bash = Fork.Start(new ProcessStartInfo(program, ["--norc", "-c", obey]) { RedirectStandardInput = true, RedirectStandardOutput = true }, inherited);
        Run(":"); // it is bash by now: /proc tells its own name and descriptors
    }

    public int Id => _bash.Id;

    /// <summary>Starts one; the test is skipped where there is no bash.</summary>
    public static ChildProcess Start(params NativeSocket[] inherited)
    {
        try { return new("bash", folder: null, inherited); }
        catch (Win32Exception)
        {
            Assert.Skip("It needs the program bash.");
            throw;
        }
    }

    /// <summary>Starts one under another command name.</summary>
    public static ChildProcess Named(string name, params NativeSocket[] inherited)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "It needs the program /bin/bash.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        return new(File.CreateSymbolicLink(Path.Combine(folder.FullName, name), "/bin/bash").FullName, folder, inherited);
    }

    /// <summary>Runs one line, in the shell itself where it is made of the shell's own commands.</summary>
    public void Run(string line)
    {
        _bash.StandardInput.WriteLine(line);
        _bash.StandardInput.Flush();
        string? status = _bash.StandardOutput.ReadLine();
        if (status != "0") throw new InvalidOperationException($"bash said {status ?? "nothing"} to: {line}");
    }

    /// <summary>Gives it another command name, with bytes as printf writes them (<c>\012</c>).</summary>
    public void Rename(string bytes) => Run($"printf '{bytes}' > /proc/self/comm");

    public void Dispose()
    {
        _bash.Kill();
        _bash.WaitForExit();
        _bash.Dispose();
        _folder?.Delete(recursive: true);
    }
}
