using System.Diagnostics;

namespace SockDiag.Tests.Live;

/// <summary>Waits for what the kernel does in its own time, with a deadline.</summary>
internal static class Poll
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the condition holds; fails where it does not within ten seconds.</summary>
    /// <param name="condition">What must become true.</param>
    /// <param name="sentence">The same in words.</param>
    public static void Until(Func<bool> condition, string sentence)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > _deadline) Assert.Fail($"Not within {_deadline.TotalSeconds} seconds: {sentence}.");
            Thread.Sleep(1);
        }
    }

    /// <summary>Reads two lists until they are the same, for what changes between two readings (timers, retransmissions); fails where they do not become so.</summary>
    public static void UntilEqual<T>(Func<IEnumerable<T>> expected, Func<IEnumerable<T>> actual)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _deadline)
        {
            if (expected().SequenceEqual(actual())) return;
            Thread.Sleep(1);
        }
        Assert.Equal(expected(), actual());
    }

    /// <summary>Reads until two readings in a row are the same, and returns that.</summary>
    public static T UntilSteady<T>(Func<T> read) where T : IEquatable<T>
    {
        T last = read();
        Until(() =>
        {
            T before = last;
            last = read();
            return last.Equals(before);
        }, "the readings come to rest");
        return last;
    }
}
