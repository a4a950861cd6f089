namespace SockDiag.Netlink;

/// <summary>The answers to several requests, one behind the other. Where one is long, or slow to begin, the kernel walks its table for the next one meanwhile.</summary>
internal static class DumpSequence
{
    // Enough that neither the kernel nor the reader waits for a hiccup of the other: with the batch that is filled and the one that is read, 8 MiB.
    private const int BatchesAhead = 2;

    // A quiet machine has answered by then.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(2);

    /// <summary>Yields the batches of all answers in the order of the requests. No thread outlives the loop.</summary>
    /// <param name="requests">What is asked.</param>
    /// <param name="dump">Gives a request's answer, which another thread reads.</param>
    /// <param name="stop">Ends the reading.</param>
    public static IEnumerable<DatagramBatch> Read(IReadOnlyList<KernelRequest> requests, Func<KernelRequest, IEnumerable<DatagramBatch>> dump, CancellationToken stop)
    {
        RunAhead<DatagramBatch>? answer = null, nextAnswer = null;
        try
        {
            for (int i = 0; i < requests.Count; i++)
            {
                answer = nextAnswer ?? Start(requests[i]);
                nextAnswer = null;
                bool hasNext = i + 1 < requests.Count;
                if (hasNext && !answer.HasAnswered(_patience)) nextAnswer = Start(requests[i + 1]);
                for (int count = 1; answer.MoveNext(); count++)
                {
                    bool isLong = count > 1; // the first batch holds what a quiet machine has
                    if (isLong && hasNext && nextAnswer is null) nextAnswer = Start(requests[i + 1]);
                    yield return answer.Current;
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

        RunAhead<DatagramBatch> Start(KernelRequest request) => new(dump(request), BatchesAhead, stop);
    }
}
