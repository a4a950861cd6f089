namespace SockDiag.Tests.Live.Connections;

/// <summary>Settings of the calling thread's network namespace, which must be the test's own.</summary>
internal static class Sysctl
{
    /// <summary>Writes one, for example <c>net/ipv4/tcp_ecn</c>; the test is skipped where this user may not.</summary>
    public static void Write(string path, string value)
    {
        Assert.SkipUnless(OwnNamespace.IsCurrent, "It changes settings, which takes a network namespace of its own (root).");
        try { File.WriteAllText($"/proc/sys/{path}", value); }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException) { Assert.Skip($"It changes /proc/sys/{path}, which is not allowed here: {e.Message}"); }
    }
}
