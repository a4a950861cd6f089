using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace SockDiag.Netlink;

/// <summary>The only concurrency of a dump: the source runs on a thread of its own, a bounded number of items ahead.</summary>
internal static class RunAhead
{
    /// <summary>Yields what <paramref name="source"/> yields, read up to <paramref name="depth"/> items ahead on a thread that ends with the loop.</summary>
    public static IEnumerable<T> Ahead<T>(this IEnumerable<T> source, int depth, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var ready = new BlockingCollection<T>(depth);
        CancellationToken token = over.Token; // a disposed source has none to give
        ExceptionDispatchInfo? failure = null;
        var worker = new Thread(Run) { IsBackground = true, Name = "SockDiag reader" };
        worker.Start();
        try
        {
            foreach (T item in ready.GetConsumingEnumerable(stop)) yield return item;
            stop.ThrowIfCancellationRequested(); // the hand-over may be closed for that, and then it ends without a word
            failure?.Throw();
        }
        finally
        {
            // Also when the reader walks away: no thread outlives its call.
            over.Cancel();
            worker.Join();
        }

        void Run()
        {
            try
            {
                foreach (T item in source) ready.Add(item, token);
            }
            catch (OperationCanceledException) { } // the reader has what it wanted
            catch (Exception e) { failure = ExceptionDispatchInfo.Capture(e); } // thrown again on the reader's thread
            finally { ready.CompleteAdding(); }
        }
    }
}
