using SockDiag.Owners;

namespace SockDiag.Tests.Live;

/// <summary>The life of the owner table of one call.</summary>
public class OwnerTableTests
{
    private static readonly OwnerCensus _two = new([new(11, 500, 3), new(22, 600, 4)], new Dictionary<int, string> { [500] = "one", [600] = "two" }, OwnerSource.Iterator);

    [Fact]
    public void NothingIsReadBeforeSomebodyAsks()
    {
        int readings = 0;
        using var table = new OwnerTable(_ => Count(ref readings), CancellationToken.None);
        Assert.Equal((false, 0), (table.IsStarted, readings));
    }

    [Fact]
    public void ItIsReadOnceHoweverOftenItIsAsked()
    {
        int readings = 0;
        using var table = new OwnerTable(_ => Count(ref readings), CancellationToken.None);
        table.Start();
        table.Start();
        table.Census();
        table.Census();
        table.Start();
        Assert.Equal(1, readings);
    }

    [Fact]
    public void AReadingThatWasStartedRunsOnAThreadOfItsOwnAndIsWaitedFor()
    {
        int reader = 0;
        using var go = new ManualResetEventSlim();
        using var table = new OwnerTable(_ =>
        {
            go.Wait(TestContext.Current.CancellationToken);
            reader = Environment.CurrentManagedThreadId;
            return _two;
        }, CancellationToken.None);
        table.Start();
        go.Set();
        Assert.Same(_two, table.Census());
        Assert.NotEqual(Environment.CurrentManagedThreadId, reader);
    }

    [Fact]
    public void ACallThatEndsEarlyCancelsTheReadingAndWaitsForItsEnd()
    {
        bool wasCancelled = false, hasEnded = false;
        var table = new OwnerTable(cancel =>
        {
            wasCancelled = cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(10));
            Thread.Sleep(50); // whoever does not wait is past this by now
            hasEnded = true;
            return _two;
        }, CancellationToken.None);
        table.Start();
        table.Dispose();
        Assert.Equal((true, true), (wasCancelled, hasEnded));
    }

    [Fact]
    public void AfterACallThatEndedEarlyTheTableIsReadOnceOnTheThreadThatAsks()
    {
        var readers = new List<int>();
        var table = new OwnerTable(cancel =>
        {
            if (cancel.CanBeCanceled) cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(10));
            cancel.ThrowIfCancellationRequested();
            readers.Add(Environment.CurrentManagedThreadId);
            return _two;
        }, CancellationToken.None);
        table.Start();
        table.Dispose();
        table.Census();
        Assert.Same(_two, table.Census());
        Assert.Equal([Environment.CurrentManagedThreadId], readers);
    }

    [Fact]
    public void StoppingTheCallCancelsTheReading()
    {
        using var stop = new CancellationTokenSource();
        using var table = new OwnerTable(cancel =>
        {
            cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(10));
            cancel.ThrowIfCancellationRequested();
            return _two;
        }, stop.Token);
        table.Start();
        stop.Cancel();
        Assert.Equal(0, table.Census().Count);
    }

    [Fact]
    public void AReadingThatFailsFailsWhoeverAsks()
    {
        using var table = new OwnerTable(_ => throw new IOException("the disk is gone"), CancellationToken.None);
        table.Start();
        Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => table.Census()).Message);
    }

    [Fact]
    public void OnlyWhatTheRowsReferToIsKept()
    {
        using var table = new OwnerTable(_ => _two, CancellationToken.None);
        table.Keep([22, 33]);
        OwnerCensus kept = table.Census();
        Assert.Equal((1, "two", null), (kept.Count, kept.ProcessName(600), kept.First(11)));
    }

    /// <summary>To sort out a few of many takes longer than they are worth.</summary>
    [Theory]
    [InlineData(19_000, 20_000)]
    [InlineData(10_000, 10_000)]
    public void OfManyOwnersAllAreKeptWhereTheRowsReferToNearlyAll(int rows, int kept)
    {
        var census = new OwnerCensus([.. Enumerable.Range(1, 20_000).Select(i => new OwnerEntry((uint)i, 500, i))], new Dictionary<int, string> { [500] = "one" }, OwnerSource.Iterator);
        Assert.Equal((kept, "one"), (census.Only([.. Enumerable.Range(1, rows).Select(i => (uint)i)]).Count, census.ProcessName(500)));
    }

    [Fact]
    public void ASocketThatComesTwiceIsKeptOnce() => Assert.Equal(1, _two.Only([22, 22]).Count);

    [Fact]
    public void WhatIsKeptStillKnowsWhetherEverythingWasSeen()
    {
        var partial = new OwnerCensus([new(11, 500, 3), new(22, 600, 4)], new Dictionary<int, string>(), OwnerSource.Iterator) { UnreadableProcesses = 7 };
        OwnerCensus kept = partial.Only([11]);
        Assert.Equal((7, false), (kept.UnreadableProcesses, kept.SawEverything));
    }

    /// <summary>Inodes that share a bucket are not taken for each other.</summary>
    [Fact]
    public void EachInodeHasItsOwnOwners()
    {
        OwnerEntry[] entries = [.. Enumerable.Range(1, 1000).Select(i => new OwnerEntry((uint)i * 1024, i, i % 7))];
        var census = new OwnerCensus(entries, new Dictionary<int, string>(), OwnerSource.Iterator);
        Assert.All(entries, entry => Assert.Equal(entry, census.First(entry.Inode)));
        Assert.Null(census.First(1023));
    }

    [Fact]
    public void TheFirstOwnerIsTheLowestProcessIdThenDescriptor() => Assert.Equal(new OwnerEntry(5, 40, 8), Shared.First(5));

    [Fact]
    public void OwnersAreSortedByProcessIdThenDescriptorWithProcess1Last()
    {
        var owners = new List<OwnerEntry>();
        Shared.AddOwners(5, owners);
        owners.Sort(OwnerCensus.Compare);
        Assert.Equal([new(5, 40, 8), new(5, 40, 9), new(5, 700, 1), new(5, 1, 3)], owners);
    }

    [Fact]
    public void Process1IsTheFirstOwnerWhereItIsTheOnlyOne()
    {
        var census = new OwnerCensus([new(5, 1, 3)], new Dictionary<int, string>(), OwnerSource.Iterator);
        Assert.Equal(1, census.First(5)!.Value.ProcessId);
    }

    private static OwnerCensus Shared => new([new(5, 1, 3), new(5, 40, 9), new(5, 700, 1), new(5, 40, 8)], new Dictionary<int, string>(), OwnerSource.Iterator);

    private static OwnerCensus Count(ref int readings)
    {
        readings++;
        return _two;
    }
}
