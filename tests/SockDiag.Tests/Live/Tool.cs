using System.ComponentModel;
using System.Diagnostics;

namespace SockDiag.Tests.Live;

/// <summary>Another program: an oracle, or one that sets up what a test needs. It runs in the calling thread's namespaces.</summary>
internal static class Tool
{
    public static string Output(IReadOnlyList<string> command) => Output(command[0], command.Skip(1));

    /// <summary>What it writes; the test is skipped where there is no such program.</summary>
    public static string Output(string program, params IEnumerable<string> arguments)
    {
        try
        {
            using Process process = Fork.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true });
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
        catch (Win32Exception)
        {
            Assert.Skip($"It needs the program {program}.");
            throw;
        }
    }
}
