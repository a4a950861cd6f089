using SockDiag;

namespace PSSocketStats;

/// <summary>What a listing could not see, each said once, at its end.</summary>
internal static class Warnings
{
    /// <summary>Owners that were hidden, or null where none was.</summary>
    public static string? Hidden(SocketListing listing, SocketQuery query)
    {
        if (listing.HiddenOwners == 0) return null;
        return query.ProcessIds is null
            ? $"The owners of {Count(listing.HiddenOwners, "socket", "sockets")} are hidden: {Reason(listing)}."
            : $"Left out because they may or may not belong to the processes asked for: {Count(listing.HiddenOwners, "socket", "sockets")}; {Reason(listing)}.";
    }

    /// <summary>Sockets at other ends whose owners were hidden, or null where none was.</summary>
    public static string? HiddenPeers(SocketListing listing) =>
        listing.HiddenPeers == 0 ? null : $"The owners of {Count(listing.HiddenPeers, "peer", "peers")} are hidden: {Reason(listing)}.";

    /// <summary>Signs that rows are missing or repeated, or null where there was none.</summary>
    public static string? Gap(SocketListing listing) => (listing.Gap & ~DumpGap.Unlisted) is DumpGap gap and not DumpGap.None
        ? $"Sockets may be missing or listed twice ({gap}): the kernel's tables changed, or its answer was cut. Ask again."
        : null;

    /// <summary>What to do where no descriptor is left.</summary>
    public const string DescriptorAdvice =
        "Close what this process has open, or raise its limit before it starts (ulimit -n, LimitNOFILE= of a unit; fs.file-max is the machine's).";

    /// <summary>What the process lacked, so that owners or names are missing, or null where it lacked nothing.</summary>
    public static string? Shortage(SocketListing listing) => listing.Shortage is ResourceLimitException shortage
        ? $"Owners or paths of peers are missing. {shortage.Message} {DescriptorAdvice}"
        : null;

    /// <summary>The kernel's list ended before its end, or null where it did not.</summary>
    public static string? Unlisted(SocketListing listing) => (listing.Gap & DumpGap.Unlisted) == 0
        ? null
        : "Xdp sockets are missing: the kernel has more than it listed. One whose interface has gone ends its list, until its program closes it; those that were opened before it are not told.";

    private static string Reason(SocketListing listing) => listing.Shortage is not null
        ? "this process has no descriptor left to look into all others"
        : listing.UnreadableProcesses > 0
        ? $"the descriptors of {Count(listing.UnreadableProcesses, "process", "processes")} may not be read; CAP_SYS_PTRACE (root) would show them"
        : "some processes may not be seen here (hidepid, or the process-id namespace of a container); root in the host's process-id namespace sees them";

    /// <summary>A number, and of what.</summary>
    public static string Count(int number, string one, string several) => $"{number} {(number == 1 ? one : several)}";
}
