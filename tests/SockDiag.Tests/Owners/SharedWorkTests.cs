using System.Collections.Concurrent;
using SockDiag.Owners;

namespace SockDiag.Tests.Owners;

public class SharedWorkTests
{
    [Fact]
    public void EachPieceAndWhatIsLeftOfItIsDoneOnce()
    {
        const int pieces = 100, parts = 50;
        var work = new SharedWork<(int Piece, int Part)>([.. Enumerable.Range(0, pieces).Select(piece => (piece, 0))], worthAThread: 1, "test");
        var done = new ConcurrentBag<(int, int)>();
        work.Run(taken =>
        {
            foreach ((int piece, int part) in taken)
            {
                if (part + 1 < parts) work.Leave((piece, part + 1));
                done.Add((piece, part));
            }
        });
        Assert.Equal(Enumerable.Range(0, pieces * parts).Select(i => (i / parts, i % parts)), done.Order());
    }

    /// <summary>Whoever waits for a rest does not wait for ever.</summary>
    [Fact]
    public void WhatFailsInOneThreadEndsTheWork()
    {
        var work = new SharedWork<int>([.. Enumerable.Range(0, 1000)], worthAThread: 1, "test");
        var failure = Assert.Throws<InvalidOperationException>(() => work.Run(taken =>
        {
            foreach (int piece in taken)
            {
                if (piece == 500) throw new InvalidOperationException("the five hundredth");
            }
        }));
        Assert.Equal("the five hundredth", failure.Message);
    }

    [Fact]
    public void WhoeverHasEnoughEndsTheWorkOfAll()
    {
        var work = new SharedWork<int>([.. Enumerable.Range(0, 1000)], worthAThread: 1, "test");
        int taken = 0;
        work.Run(pieces =>
        {
            foreach (int piece in pieces)
            {
                Interlocked.Increment(ref taken);
                if (taken < 100_000) work.Leave(piece);
                if (taken > 100) return;
            }
        });
        Assert.InRange(taken, 101, 99_999);
    }

    [Fact]
    public void OneRestIsWorthAThread()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "It needs two processors.");
        var work = new SharedWork<int>([0], worthAThread: 32, "test");
        using var both = new Barrier(2);
        bool metAnother = false;
        work.Run(taken =>
        {
            foreach (int piece in taken)
            {
                if (piece < 2) work.Leave(piece + 1);
                if (piece > 0) metAnother |= both.SignalAndWait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            }
        });
        Assert.True(metAnother);
    }
}
