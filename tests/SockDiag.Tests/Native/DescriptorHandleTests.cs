using System.Runtime.CompilerServices;
using SockDiag.Native;
using SockDiag.Tests.Live;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Native;

[Collection(nameof(AloneInTheProcess))]
public class DescriptorHandleTests
{
    [Fact]
    public void ADisposedHandleClosesItsDescriptorOnce()
    {
        using var folder = new TemporaryFolder();
        var handle = new DescriptorHandle(Opened(folder.Path));
        handle.Dispose();
        Assert.DoesNotContain(folder.Path, Links());
        Assert.Equal(-1, handle.Number);
        using var another = new DescriptorHandle(Opened(folder.Path)); // it has the number now that the first one had
        handle.Dispose();
        Assert.Contains(folder.Path, Links());
    }

    [Fact]
    public void ADroppedHandleIsClosedByTheCollector()
    {
        using var folder = new TemporaryFolder();
        Drop(folder.Path);
        Poll.Until(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !Links().Contains(folder.Path);
        }, "the descriptor is closed");

        // A method of its own: in Release and Debug alike, nothing of it is alive when it has returned.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Drop(string folder)
        {
            _ = new DescriptorHandle(Opened(folder));
            Assert.Contains(folder, Links());
        }
    }

    [Fact]
    public void WhatWasNotOpenedIsInvalid()
    {
        using var handle = new DescriptorHandle(-1);
        Assert.True(handle.IsInvalid);
    }

    private static unsafe int Opened(string path)
    {
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0')) return open(name, O_RDONLY | O_CLOEXEC);
    }

    private static IEnumerable<string?> Links() => [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(entry => new FileInfo(entry).LinkTarget)];
}
