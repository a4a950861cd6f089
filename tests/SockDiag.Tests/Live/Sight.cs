namespace SockDiag.Tests.Live;

/// <summary>What the user who runs the tests can see of other processes.</summary>
internal static class Sight
{
    /// <summary>Whether every process of the machine, and its descriptors, can be seen.</summary>
    public static bool IsComplete => Needs.IsRoot && new FileInfo("/proc/self/ns/pid").LinkTarget == "pid:[4026531836]" && Directory.Exists("/proc/1");

    /// <summary>What a socket is that nobody holds.</summary>
    public static OwnerVisibility OfNobody => IsComplete ? OwnerVisibility.Unknown : OwnerVisibility.Hidden;
}
