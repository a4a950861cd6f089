using System.Net;
using System.Net.Sockets;
using SockDiag.Owners;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>What a test cannot do without: where it is missing the test is skipped, and says why.</summary>
internal static class Needs
{
    public static bool IsRoot => geteuid() == 0;

    public static void Root(string why) => Assert.SkipUnless(IsRoot, $"It needs root: {why}.");

    /// <summary>Whether the calling thread's namespace has IPv6.</summary>
    public static bool HasIPv6
    {
        get
        {
            try { NativeSocket.Udp(AddressFamily.InterNetworkV6).Bind(new(IPAddress.IPv6Loopback, 0)).Dispose(); }
            catch (InvalidOperationException) { return false; }
            return true;
        }
    }

    public static void IPv6() => Assert.SkipUnless(HasIPv6, "It needs IPv6.");

    /// <summary>The kernel's file iterator, which this user may use.</summary>
    public static void FileIterator()
    {
        using var iterator = new IteratorOwners();
        Assert.SkipWhen(iterator.Refusal is not null, $"It needs the kernel's file iterator: {iterator.Refusal}.");
    }

    /// <summary>As many descriptors as a process may have.</summary>
    public static void Descriptors(int count)
    {
        string most = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        Assert.SkipUnless(most == "unlimited" || int.Parse(most) >= count, $"It needs processes that may have {count} descriptors (ulimit -Hn): here they may have {most}.");
    }

    public static void Kernel(int major, int minor, string what) =>
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(major, minor), $"It needs Linux {major}.{minor}: {what}.");
}
