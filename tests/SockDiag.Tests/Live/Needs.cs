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

    public static void Kernel(int major, int minor, string what) =>
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(major, minor), $"It needs Linux {major}.{minor}: {what}.");
}
