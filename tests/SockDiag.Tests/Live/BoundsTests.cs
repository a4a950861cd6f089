using System.Text;
using SockDiag.Names;
using SockDiag.Native;
using SockDiag.Proc;

namespace SockDiag.Tests.Live;

/// <summary>What another user can make long is read to a bound. The files here are of any length and take no room: nothing was ever written to most of them.</summary>
public sealed class BoundsTests : IDisposable
{
    private const long Huge = 300_000_000;
    private const int Process = 4711;
    private const string Name = "AAAAAAAAAAAAAAA"; // as long as the kernel's names can be, so that the command line is looked at

    private readonly ProcFolder _proc = ProcFolder.OfMachine().With(Process, Name);

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void ACommandLineOfAnyLength()
    {
        Enlarge($"{Process}/cmdline", "/usr/bin/"u8, (byte)'A');
        AssertBounded(64 * 1024, () => Assert.Equal(Name, Found().FullName));
    }

    [Fact]
    public void ACommandLineWhoseFirstWordsEnd()
    {
        Enlarge($"{Process}/cmdline", Encoding.UTF8.GetBytes($"/usr/bin/python3\0/opt/{Name}-of-a-script\0"), (byte)'x');
        AssertBounded(64 * 1024, () => Assert.Equal($"{Name}-of-a-script", Found().FullName));
    }

    [Fact]
    public void AWordThatLacksItsEndIsTakenWhereTheFileEnds()
    {
        File.WriteAllText($"{_proc.Root}/{Process}/cmdline", $"{Name}: master process");
        Assert.Equal($"{Name}: master process", Found().FullName);
    }

    [Fact]
    public void ANameOfAnyLength()
    {
        Enlarge($"{Process}/comm", "A"u8, (byte)'A');
        AssertBounded(64 * 1024, () => Assert.StartsWith("AAAA", Found().Name, StringComparison.Ordinal));
    }

    [Fact]
    public void ACgroupFileOfAnyLength()
    {
        Enlarge($"{Process}/cgroup", "0::/system.slice/nginx.service\n"u8, (byte)'x');
        AssertBounded(1024 * 1024, () => Assert.Equal("nginx.service", new CgroupOrigins(_proc.Root).OfProcess(Process)?.Unit));
    }

    [Fact]
    public void ATableOfMountsOfAnyLength()
    {
        Directory.CreateDirectory($"{_proc.Root}/thread-self");
        Enlarge("thread-self/mountinfo", "42 64 0:4 net:[4026532177] /run/netns/a\\040b rw shared:7 - nsfs nsfs rw\n"u8, (byte)'x');
        AssertBounded(64 * 1024 * 1024, () =>
        {
            Mount mount = Assert.Single(MountTable.Read(_proc.Root));
            Assert.Equal("net:[4026532177] /run/netns/a b nsfs", $"{Text(mount.Root)} {Text(mount.Point)} {Text(mount.FileSystem)}");
        });
    }

    [Fact]
    public void ATableWhoseLinesAreCounted()
    {
        Enlarge("lines", "a\nb\n"u8, (byte)'\n');
        AssertBounded(1024 * 1024, () => Assert.True(BoundedFile.LinesOf($"{_proc.Root}/lines") > 2));
    }

    [Fact]
    public void AFileIsReadToItsEndOrToTheBound()
    {
        File.WriteAllText($"{_proc.Root}/file", new string('x', 10_000));
        Assert.Equal(10_000, BoundedFile.Read($"{_proc.Root}/file", 20_000)!.Length);
        Assert.Equal(9_999, BoundedFile.Read($"{_proc.Root}/file", 9_999)!.Length);
        Assert.Empty(BoundedFile.Read($"{_proc.Root}/file", 0)!);
        Assert.Null(BoundedFile.Read($"{_proc.Root}/none", 10, out int refusal));
        Assert.Equal(Errno.ENOENT, refusal);
        Assert.Null(BoundedFile.Read($"{_proc.Root}/file\0none", 10));
    }

    [Fact]
    public void ProcessesAreLookedThroughUntilSomebodyStops()
    {
        _proc.With(4712, "b").With(4713, "c");
        using var stop = new CancellationTokenSource();
        int met = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (RunningProcess _ in RunningProcess.All(_proc.Root, stop.Token))
            {
                met++;
                stop.Cancel();
            }
        });
        Assert.Equal(1, met);
    }

    [Fact]
    public void NamespacesAreLookedForUntilSomebodyStops() =>
        Assert.Throws<OperationCanceledException>(() => NetworkNamespace.All(out _, _proc.Root, new CancellationToken(canceled: true)));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private RunningProcess Found() => Assert.Single(RunningProcess.All(_proc.Root, TestContext.Current.CancellationToken), process => process.Id == Process);

    /// <summary>Makes a file that begins with some bytes, goes on with 100,000 others, and then with nothing.</summary>
    private void Enlarge(string file, ReadOnlySpan<byte> start, byte then)
    {
        using FileStream stream = File.Create($"{_proc.Root}/{file}");
        stream.Write(start);
        stream.Write(Enumerable.Repeat(then, 100_000).ToArray());
        stream.SetLength(Huge);
    }

    private static void AssertBounded(long bytes, Action read)
    {
        read(); // what is made once is not counted
        long before = GC.GetAllocatedBytesForCurrentThread();
        read();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes);
    }
}
