using System.Diagnostics;

namespace SockDiag.Tests.Wire;

/// <summary>Waits for what another thread or the kernel is about to do: it asks again and again, and gives up after a time that no machine needs.</summary>
internal static class Deadline
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    public static void Until(string what, Func<bool> isTrue)
    {
        var watch = Stopwatch.StartNew();
        while (!isTrue())
        {
            if (watch.Elapsed > _patience) Assert.Fail($"After {_patience.TotalSeconds} s: not yet {what}.");
            Thread.Sleep(1);
        }
    }

    /// <summary>Runs something that may not hang.</summary>
    public static void ToRun(string what, Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try { action(); }
            catch (Exception e) { failure = e; }
        })
        { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(_patience * 3), $"{what} hangs.");
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}
