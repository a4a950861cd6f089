using System.Runtime.InteropServices;

namespace SockDiag.Tests.Live;

/// <summary>How many descriptors this process may have.</summary>
internal static partial class DescriptorLimit
{
    /// <summary>Raises the limit as far as this user may.</summary>
    public static unsafe int Raise(long wanted)
    {
        const int RLIMIT_NOFILE = 7;
        long* limits = stackalloc long[2];
        Errors.Check(getrlimit(RLIMIT_NOFILE, limits), "getrlimit");
        long* more = stackalloc long[] { Math.Max(wanted, limits[0]), Math.Max(wanted, limits[1]) };
        if (setrlimit(RLIMIT_NOFILE, more) == 0) return (int)more[0];
        long* most = stackalloc long[] { limits[1], limits[1] };
        return setrlimit(RLIMIT_NOFILE, most) == 0 ? (int)most[0] : (int)limits[0];
    }

    [LibraryImport("libc.so.6")]
    private static unsafe partial int getrlimit(int resource, long* limits);

    [LibraryImport("libc.so.6")]
    private static unsafe partial int setrlimit(int resource, long* limits);
}
