
namespace SockDiag.Tests.Live;

/// <summary>nftables in the calling thread's namespace, which must be the test's own.</summary>
internal static class PacketFilter
{
    /// <summary>Drops what goes out and matches, for example <c>tcp dport 80 tcp flags &amp; fin == fin</c>; the test is skipped where there is no nft.</summary>
    public static void Drop(string match)
    {
        Assert.SkipUnless(NetworkNamespace.IsCurrent, "It drops packets, which takes a network namespace of its own (root).");
        Tool.Output("nft", $"add table inet test; add chain inet test out {{ type filter hook output priority 0; }}; add rule inet test out {match} drop");
    }
}
