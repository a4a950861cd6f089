using System.Net;
using System.Net.Sockets;
using SockDiag.Tests.Live;

namespace SockDiag.Tests;

/// <summary>The program that README shows: what it takes to use the core from C#.</summary>
public class FiveLinesTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "five-lines");

    [Fact]
    public void TheProgramListsAListener()
    {
        using var listener = new System.Net.Sockets.Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(7);

        string ours = $"127.0.0.1 port {((IPEndPoint)listener.LocalEndPoint!).Port}: ";

        string line = Assert.Single(Run(), line => line.StartsWith(ours));

        Assert.Equal($"{ours}0 of 7 wait, {File.ReadAllText("/proc/self/comm").TrimEnd()} ({Environment.ProcessId})", line);
    }

    [Fact]
    public void ReadmeShowsTheSameProgram()
    {
        string readme = File.ReadAllText(Path.Combine(_folder, "README.md"));
        const string start = "```csharp\n";
        int first = readme.IndexOf(start, StringComparison.Ordinal) + start.Length;

        Assert.Equal(File.ReadAllText(Path.Combine(_folder, "Program.cs.txt")), readme[first..readme.IndexOf("```", first, StringComparison.Ordinal)]);
    }

    [Fact]
    public void TheProgramHasFiveLines() => Assert.InRange(File.ReadLines(Path.Combine(_folder, "Program.cs.txt")).Count(line => line.Length > 0), 1, 5);

    private static string[] Run() => Tool.Output(BuiltProgram.Named("FiveLines")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
