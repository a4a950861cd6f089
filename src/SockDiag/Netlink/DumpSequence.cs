using System.Diagnostics;

namespace SockDiag.Netlink;

/// <summary>The answers to several requests, one behind the other. Where one is long, or slow to begin, the kernel walks its table for the next one meanwhile.</summary>
/// <param name="stop">Ends the reading.</param>
internal sealed class DumpSequence(CancellationToken stop)
{
    // Enough that neither the kernel nor the reader waits for a hiccup of the other: with the batch that is filled and the one that is read, 8 MiB.
    private const int BatchesAhead = 2;

    // A quiet machine has answered by then, a slow one too: an empty table may take the kernel 1.7 ms, and a thread that is started for it takes another.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(5);

    // The last answer came at once, and whole: to start a thread for one more like it would take as long as its reading.
    private bool _isQuick;

    /// <summary>Yields the batches of all answers in the order of the requests. No thread outlives the loop.</summary>
    /// <param name="requests">What is asked.</param>
    /// <param name="inOne">The same as one request, which is asked where answers are short; null where there is none.</param>
    /// <param name="dump">Gives a request's answer, which another thread may read.</param>
    public IEnumerable<DatagramBatch> Read(KernelRequest[] requests, KernelRequest? inOne, Func<KernelRequest, IEnumerable<DatagramBatch>> dump)
    {
        if (_isQuick && inOne is KernelRequest one) requests = [one];
        IEnumerator<DatagramBatch>? answer = null, nextAnswer = null;
        try
        {
            for (int i = 0; i < requests.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                answer = nextAnswer ?? (_isQuick ? Begin(dump(requests[i])) : Ahead(dump(requests[i])));
                nextAnswer = null;
                bool mayAskNext = i + 1 < requests.Length;
                if (mayAskNext && answer is RunAhead<DatagramBatch> ahead && !ahead.HasAnswered(_patience)) (nextAnswer, mayAskNext) = (AskEarly(dump, requests[i + 1]), false);
                bool isLong = false; // the first batch holds what a quiet machine has
                for (_isQuick = true; answer.MoveNext(); isLong = true)
                {
                    _isQuick &= !isLong && Stopwatch.GetElapsedTime(start) < _patience;
                    if (isLong && mayAskNext) (nextAnswer, mayAskNext) = (AskEarly(dump, requests[i + 1]), false);
                    yield return answer.Current;
                    stop.ThrowIfCancellationRequested();
                }
                answer.Dispose();
                answer = null;
            }
        }
        finally
        {
            answer?.Dispose();
            nextAnswer?.Dispose();
        }
    }

    /// <summary>Reads the first batch on this thread, and where it is not all the others on another.</summary>
    private IEnumerator<DatagramBatch> Begin(IEnumerable<DatagramBatch> dump)
    {
        IEnumerator<DatagramBatch> batches = dump.GetEnumerator();
        try
        {
            var started = new StartedEnumerator<DatagramBatch>(batches, batches.MoveNext());
            return batches.Current is { IsLast: false } ? Ahead(All(started)) : started;
        }
        catch
        {
            batches.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Asks the next request while an answer is read; null where there is no descriptor for it: then it is asked when that was read, by the same one.
    /// </summary>
    private IEnumerator<DatagramBatch>? AskEarly(Func<KernelRequest, IEnumerable<DatagramBatch>> dump, KernelRequest request)
    {
        try { return Ahead(dump(request)); }
        catch (ResourceLimitException) { return null; }
    }

    /// <summary>Where no thread can be started, this one reads, and nothing is ahead.</summary>
    private IEnumerator<DatagramBatch> Ahead(IEnumerable<DatagramBatch> dump)
    {
        RunAhead<DatagramBatch>? ahead = RunAhead<DatagramBatch>.TryStart(dump, BatchesAhead, stop);
        return ahead is null ? dump.GetEnumerator() : ahead;
    }

    private static IEnumerable<DatagramBatch> All(StartedEnumerator<DatagramBatch> batches)
    {
        using (batches)
        {
            while (batches.MoveNext()) yield return batches.Current;
        }
    }
}
