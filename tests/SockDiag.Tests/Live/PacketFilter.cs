namespace SockDiag.Tests.Live;

/// <summary>nftables in the calling thread's namespace, which must be the test's own.</summary>
internal static class PacketFilter
{
    /// <summary>Loses what arrives and matches, for example <c>tcp dport 80 tcp flags &amp; fin == fin</c>; the test is skipped where there is no nft.</summary>
    public static void Drop(string match)
    {
        Assert.SkipUnless(OwnNamespace.IsCurrent, "It drops packets, which takes a network namespace of its own (root).");
        // Where packets leave, the sender would be told: that is no loss.
        Tool.Output("nft", $"add table inet test; add chain inet test arriving {{ type filter hook input priority 0; }}; add rule inet test arriving {match} drop");
    }
}
