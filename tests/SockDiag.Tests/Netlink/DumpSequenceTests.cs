using System.Collections.Concurrent;
using SockDiag.Netlink;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Netlink;

/// <summary>Several requests, whose answers are batches with a number in each: the request's and how manieth it is.</summary>
public sealed class DumpSequenceTests
{
    private readonly ConcurrentBag<int> _asked = [];
    private readonly ConcurrentBag<int> _ended = [];
    private readonly ConcurrentQueue<int> _readers = []; // the thread that read the first batch of each answer
    private volatile bool _isSilent;

    [Fact]
    public void AnswersComeInTheOrderOfTheRequests() =>
        Assert.Equal([11, 12, 13, 21, 31, 32], Read(3, 1, 2).ToArray());

    [Fact]
    public void NoRequestIsNoAnswer() => Assert.Empty(Read());

    [Fact]
    public void TheNextIsAskedWhileALongOneIsRead()
    {
        using IEnumerator<int> numbers = Read(1000, 1).GetEnumerator();
        for (int i = 0; i < 3; i++) Assert.True(numbers.MoveNext());

        Deadline.Until("the second was asked", () => _asked.Contains(2));
    }

    /// <summary>The kernel walks a long table and finds nothing for a while.</summary>
    [Fact]
    public async Task TheNextIsAskedWhileOneIsSlowToBegin()
    {
        _isSilent = true;
        Task<int[]> all = Task.Run(() => Read(1, 1).ToArray());
        Deadline.Until("the second was asked", () => _asked.Contains(2));
        _isSilent = false;

        int[] numbers = await all;
        Assert.Equal([11, 21], numbers);
    }

    [Fact]
    public void TheNextIsNotAskedWhileOneMayBeShort()
    {
        using IEnumerator<int> numbers = Read(1000, 1).GetEnumerator();
        Assert.True(numbers.MoveNext());
        Deadline.Until("ahead", () => _asked.Contains(1));

        Assert.DoesNotContain(2, _asked);
    }

    /// <summary>A machine may be too busy to be quick: then it is asked again.</summary>
    [Fact]
    public void BehindAShortAnswerThatCameAtOnceTheNextIsReadWithoutAThread() => Deadline.Until("the second answer was read here", () =>
    {
        _readers.Clear();
        Assert.Equal([11, 21], Read(1, 1).ToArray());
        int[] readers = [.. _readers];
        Assert.NotEqual(Environment.CurrentManagedThreadId, readers[0]);
        return readers[1] == Environment.CurrentManagedThreadId;
    });

    [Fact]
    public void BehindAShortAnswerOneRequestIsAskedInPlaceOfSeveral()
    {
        var third = new KernelRequest(20, [3]);
        Deadline.Until("one was asked in place of two", () =>
        {
            var sequence = new DumpSequence(TestContext.Current.CancellationToken);
            Assert.Equal([11], Read(sequence, 1).ToArray());
            int[] numbers = [.. Read(sequence, third, [1, 1, 1])];
            return numbers.SequenceEqual([31]);
        });
        Assert.Equal([11, 21, 31], Read(new DumpSequence(TestContext.Current.CancellationToken), third, [1, 1, 1]).ToArray());
    }

    [Fact]
    public void BehindALongAnswerTheNextIsReadByAThread()
    {
        Assert.Equal([11, 12, 13, 21], Read(3, 1).ToArray());
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, _readers);
    }

    [Fact]
    public void WhatIsLongAfterAllIsReadAheadFromItsSecondBatchOn()
    {
        using IEnumerator<int> numbers = Read(1, 1000, 1).GetEnumerator();
        for (int i = 0; i < 3; i++) Assert.True(numbers.MoveNext());

        Deadline.Until("the third was asked", () => _asked.Contains(3));
    }

    [Fact]
    public void AReaderThatIsStoppedIsToldSoHoweverShortTheAnswers()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (int _ in Read(new DumpSequence(stop.Token), 1, 1)) stop.Cancel();
        });
        Assert.Equal([1], _asked);
    }

    [Fact]
    public void AReaderThatWalksAwayEndsAllAnswers()
    {
        foreach (int number in Read(1000, 1000))
        {
            if (number == 15) break;
        }

        Assert.Equal(_asked.Order(), _ended.Order());
    }

    [Fact]
    public void AFailureComesBehindTheAnswersBeforeIt()
    {
        var numbers = new List<int>();

        Assert.Throws<KernelRefusedException>(() =>
        {
            foreach (int number in Read(3, -1, 5)) numbers.Add(number);
        });

        Assert.Equal([11, 12, 13], numbers);
        Assert.Equal(_asked.Order(), _ended.Order());
    }

    /// <summary>Each length is a request whose answer has that many batches; -1 fails.</summary>
    private IEnumerable<int> Read(params int[] lengths) => Read(new DumpSequence(TestContext.Current.CancellationToken), lengths);

    private IEnumerable<int> Read(DumpSequence sequence, params int[] lengths) => Read(sequence, null, lengths);

    private IEnumerable<int> Read(DumpSequence sequence, KernelRequest? inOne, int[] lengths)
    {
        KernelRequest[] requests = [.. lengths.Select((_, i) => new KernelRequest(20, [(byte)(i + 1)]))];
        foreach (DatagramBatch batch in sequence.Read(requests, inOne, request => Answer(request.Body[0], lengths[request.Body[0] - 1])))
        {
            yield return BitConverter.ToInt32(batch[0].Bytes.Span);
            batch.Dispose();
        }
    }

    private IEnumerable<DatagramBatch> Answer(int request, int length)
    {
        _asked.Add(request);
        if (request == 1) Deadline.Until("no longer silent", () => !_isSilent);
        try
        {
            if (length < 0) throw new KernelRefusedException(1, "list Tcp sockets", SocketProtocol.Tcp);
            for (int i = 1; i <= length; i++)
            {
                var batch = new DatagramBatch(places: 1);
                BitConverter.TryWriteBytes(batch.Bytes, 10 * request + i);
                batch.Add(sizeof(int));
                batch.IsLast = i == length;
                if (i == 1) _readers.Enqueue(Environment.CurrentManagedThreadId);
                yield return batch;
            }
        }
        finally { _ended.Add(request); }
    }
}
