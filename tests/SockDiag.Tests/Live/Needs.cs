using System.Net;
using System.Net.Sockets;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>What a test cannot do without: where it is missing the test is skipped, and says why.</summary>
internal static class Needs
{
    public static bool IsRoot => geteuid() == 0;

    public static void Root(string why) => Assert.SkipUnless(IsRoot, $"It needs root: {why}.");

    public static void IPv6()
    {
        try { NativeSocket.Udp(AddressFamily.InterNetworkV6).Bind(new(IPAddress.IPv6Loopback, 0)).Dispose(); }
        catch (InvalidOperationException e) { Assert.Skip($"It needs IPv6 ({e.Message})."); }
    }

    public static void Kernel(int major, int minor, string what) =>
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(major, minor), $"It needs Linux {major}.{minor}: {what}.");
}
