using SockDiag.Owners;
using SockDiag.Tests.Live;

namespace SockDiag.Tests.Owners;

/// <summary>Two sources tell who holds what, the kernel's file iterator and /proc. Both are held to what the holders say themselves, and so to each other.</summary>
[Collection(nameof(AloneInTheProcess))] // it starts processes, which hold for a moment what other tests do
public class OwnerSourceTests
{
    public static TheoryData<string> Scenes => ["forked", "duplicated", "passed", "threads", "no-first-thread", "namespace"];

    [Theory, MemberData(nameof(Scenes))]
    public void TheIteratorFindsWhatIsHeld(string scene)
    {
        using SocketHolder holder = Start(scene);
        Poll.UntilEqual(() => holder.Held, () => OfHolder(ByIterator(only: null), holder));
    }

    [Theory, MemberData(nameof(Scenes))]
    public void OfTheProcessesThatAreAskedForItFindsTheSame(string scene)
    {
        using SocketHolder holder = Start(scene);
        Poll.UntilEqual(() => holder.Held, () => Sorted(ByIterator(holder.ProcessIds).Entries));
    }

    [Theory, MemberData(nameof(Scenes))]
    public void ProcTellsTheSame(string scene)
    {
        using SocketHolder holder = Start(scene);
        Poll.UntilEqual(() => holder.Held, () => Sorted(ByProc(holder.ProcessIds).Entries));
    }

    [Theory, MemberData(nameof(Scenes))]
    public void BothNameTheProcess(string scene)
    {
        using SocketHolder holder = Start(scene);
        OwnerCensus iterator = ByIterator(holder.ProcessIds), proc = ByProc(holder.ProcessIds);
        Assert.All(holder.ProcessIds, id => Assert.Equal((SocketHolder.Name, SocketHolder.Name), (iterator.ProcessName(id), proc.ProcessName(id))));
    }

    [Fact]
    public void TheIteratorFindsTenThousandDescriptorsOfOneProcess()
    {
        using SocketHolder holder = WithTenThousand();
        Assert.Equal(holder.Held, OfHolder(ByIterator(only: null), holder));
    }

    /// <summary>Whose folder several threads share.</summary>
    [Fact]
    public void ProcTellsTenThousandDescriptorsOfOneProcess()
    {
        using SocketHolder holder = WithTenThousand();
        Assert.Equal(holder.Held, Sorted(ByProc(holder.ProcessIds).Entries));
    }

    /// <summary>A socket's name in a folder is a file of another file system, whose inode may have any socket's number.</summary>
    [Fact]
    public void BothTakeASocketsNameInAFolderForNone()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        using (SocketHolder holder = Start("by-path", folder.FullName))
        {
            Assert.Equal(holder.Held, Sorted(ByProc(holder.ProcessIds).Entries));
            Assert.Equal(holder.Held, Sorted(ByIterator(holder.ProcessIds).Entries));
        }
        folder.Delete(recursive: true);
    }

    /// <summary>/proc/PID/fd is the first thread's, so that only the iterator knows of other tables.</summary>
    [Fact]
    public void TheIteratorFindsWhatAThreadHoldsAlone()
    {
        using SocketHolder holder = Start("own-table");
        Assert.Equal(holder.Held, Sorted(ByIterator(holder.ProcessIds).Entries));
    }

    [Fact]
    public void BothGoOnWhereProcessesEndMeanwhile()
    {
        using SocketHolder steady = Start("duplicated");
        SocketHolder? other = null;
        bool isOver = false;
        var comeAndGo = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                using SocketHolder now = Start("forked");
                Volatile.Write(ref other, now);
            }
        });
        comeAndGo.Start();
        try
        {
            for (int i = 0; i < 100; i++)
            {
                int[] both = [.. steady.ProcessIds, .. Volatile.Read(ref other)?.ProcessIds ?? []];
                Assert.Equal(steady.Held, OfHolder(ByProc(both), steady));
                Assert.Equal(steady.Held, OfHolder(ByIterator(both), steady));
            }
            Assert.Equal(steady.Held, OfHolder(ByIterator(only: null), steady));
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            comeAndGo.Join();
        }
    }

    [Fact]
    public void TheIteratorSeesEveryProcess()
    {
        OwnerCensus census = ByIterator(only: null);
        Assert.Equal((true, true), (census.SawEverything, census.Source.IsFileIterator));
    }

    [Fact]
    public void OfManyProcessesTheIteratorTakesThoseThatAreAskedFor()
    {
        using SocketHolder wanted = Start("duplicated"), other = Start("duplicated");
        int[] ids = [.. wanted.ProcessIds, .. Enumerable.Range(int.MaxValue - 1000, 1000)]; // no process has such a number
        Assert.Equal(wanted.Held, Sorted(ByIterator(ids).Entries));
    }

    [Fact]
    public void AStoppedCallEndsTheIteratorsWalk()
    {
        Needs.FileIterator();
        using var iterator = new IteratorOwners();
        Assert.ThrowsAny<OperationCanceledException>(() => iterator.Read(only: null, new CancellationToken(canceled: true)));
    }

    private static SocketHolder Start(params string[] scene)
    {
        if (scene[0] == "namespace") Needs.Root("it makes a process-id namespace");
        return SocketHolder.Start(scene);
    }

    private static SocketHolder WithTenThousand()
    {
        Needs.Descriptors(10_100);
        return SocketHolder.Start("many", "10000");
    }

    private static OwnerCensus ByIterator(int[]? only)
    {
        Needs.FileIterator();
        using var iterator = new IteratorOwners();
        return iterator.Read(only, TestContext.Current.CancellationToken);
    }

    private static OwnerCensus ByProc(int[] only) => ProcOwners.Read("/proc", only, OwnerSource.Proc("it is asked for"), TestContext.Current.CancellationToken);

    private static IEnumerable<OwnerEntry> OfHolder(OwnerCensus census, SocketHolder holder) =>
        Sorted(census.Entries).Where(entry => holder.ProcessIds.Contains(entry.ProcessId));

    private static IEnumerable<OwnerEntry> Sorted(IEnumerable<OwnerEntry> entries) => entries.OrderBy(entry => entry.ProcessId).ThenBy(entry => entry.FileDescriptor);
}
