using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SockDiag.Tests.Live;

/// <summary>The system calls of a program on its netlink sockets, as strace saw them.</summary>
internal sealed partial class TracedCalls
{
    private readonly string[] _lines;

    private TracedCalls(string[] lines) => _lines = lines;

    /// <summary>Runs a program to its end; the test is skipped where there is no strace, or where it may not trace.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="output">What it wrote.</param>
    public static TracedCalls Of(IEnumerable<string> command, out string output)
    {
        string trace = Path.GetTempFileName();
        try
        {
            Assert.SkipUnless(MayTrace(), "It needs strace to be allowed to trace.");
            // Of every thread; -yy says what a descriptor is.
            output = Tool.Output("strace", ["-f", "-qq", "-yy", "-e", "trace=%network,close", "-e", "signal=none", "-o", trace, .. command]);
            return new([.. File.ReadLines(trace).Where(line => line.Contains("NETLINK"))]);
        }
        finally { File.Delete(trace); }
    }

    /// <summary>How many calls of that name there were. One that waits stands there twice, the second time as "resumed".</summary>
    public int Count(string name) => _lines.Count(line => line.Contains($" {name}("));

    /// <summary>What the calls of that name returned, all together.</summary>
    public int Sum(string name) => _lines.Where(line => line.Contains($" {name}(") || line.Contains($" {name} resumed")).Sum(Returned);

    private static int Returned(string line) => Result().Match(line) is { Success: true } match ? int.Parse(match.Groups[1].Value) : 0;

    private static bool MayTrace()
    {
        try
        {
            using Process process = Fork.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { RedirectStandardError = true });
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            Assert.Skip("It needs the program strace.");
            throw;
        }
    }

    [GeneratedRegex(@" = (\d+)[^=]*$")]
    private static partial Regex Result();
}
