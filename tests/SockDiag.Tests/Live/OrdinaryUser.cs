using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>A thread without any privilege, in the namespaces of the thread that starts it: the user nobody where root runs the tests, else the user who runs them.</summary>
internal static class OrdinaryUser
{
    /// <summary>The user nobody.</summary>
    public const uint Nobody = 65534;

    private const int PR_SET_DUMPABLE = 4;

    // The C library's own calls change every thread of a process.
    private static (int SetGroups, int SetGroup, int SetUser) Calls => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? (159, 149, 147) : (116, 119, 117);

    public static void Run(Action body) => OwnThread.Run(() =>
    {
        if (Needs.IsRoot)
        {
            Errors.Check((long)syscall(Calls.SetGroups, 0, 0), "setgroups");
            Errors.Check((long)syscall(Calls.SetGroup, Nobody, Nobody, Nobody), "setresgid");
            Errors.Check((long)syscall(Calls.SetUser, Nobody, Nobody, Nobody), "setresuid");
            Errors.Check(prctl(PR_SET_DUMPABLE, 1), "prctl"); // which the kernel takes from the whole process with the user
        }
        body();
    });

    [DllImport("libc.so.6")]
    private static extern int prctl(int option, nuint value);
}
