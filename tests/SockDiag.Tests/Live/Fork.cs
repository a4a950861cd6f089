using System.Diagnostics;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>
/// Starts all processes of the tests. From fork to exec a new process holds every descriptor of this one, so that a socket of a test that runs beside has an owner too many: meanwhile no test looks who owns what.
/// A socket that is to be inherited is so for one process alone.
/// </summary>
internal static class Fork
{
    private static readonly ReaderWriterLockSlim _gate = new(LockRecursionPolicy.SupportsRecursion);

    /// <summary>Returns when the process is the program that it shall be.</summary>
    public static Process Start(ProcessStartInfo program, params IEnumerable<NativeSocket> inherited)
    {
        NativeSocket[] heirlooms = [.. inherited];
        _gate.EnterWriteLock();
        try
        {
            foreach (NativeSocket socket in heirlooms) Errors.Check(fcntl(socket.Descriptor, F_SETFD, 0), "fcntl");
            return Process.Start(program)!;
        }
        finally
        {
            foreach (NativeSocket socket in heirlooms) Errors.Check(fcntl(socket.Descriptor, F_SETFD, FD_CLOEXEC), "fcntl");
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Looks who owns what, while nobody forks.</summary>
    public static T Without<T>(Func<T> look)
    {
        _gate.EnterReadLock();
        try { return look(); }
        finally { _gate.ExitReadLock(); }
    }
}
