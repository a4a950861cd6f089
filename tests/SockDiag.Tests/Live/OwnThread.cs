using System.Runtime.ExceptionServices;

namespace SockDiag.Tests.Live;

/// <summary>A thread that ends with what it was started for: what it changed about itself (its namespaces, its user) goes with it.</summary>
/// <remarks>Threads started from it inherit these, so nothing in it may make the thread pool grow: no tasks, no timers.</remarks>
internal static class OwnThread
{
    /// <summary>Runs <paramref name="body"/> and throws what it throws.</summary>
    public static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(Run) { IsBackground = true, Name = "test" };
        thread.Start();
        thread.Join();
        failure?.Throw();

        void Run()
        {
            try { body(); }
            catch (Exception e) { failure = ExceptionDispatchInfo.Capture(e); }
        }
    }
}
