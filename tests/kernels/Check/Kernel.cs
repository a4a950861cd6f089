namespace SockDiag.KernelChecks;

/// <summary>The kernel of the guest, and what Debian's cloud build of it has.</summary>
internal sealed record Kernel(string Release)
{
    // What its diag interface does not list, first of all since the protocol or the family's module is not there. XDP sockets can be opened before they can be listed.
    private static readonly (int Major, int Minor, string[] Families)[] Missing =
    [
        (5, 10, ["Mptcp", "Xdp"]),
        (6, 1, ["Xdp"]),
        (6, 12, []),
        (7, 0, ["UdpLite", "Dccp", "Smc"]),
    ];

    public static Kernel Running { get; } = new(File.ReadAllText("/proc/sys/kernel/osrelease").Trim());

    private Version Version { get; } = Version.Parse(Release[..Release.AsSpan().IndexOfAnyExcept("0123456789.")]);

    /// <summary>Whether it is of a release or a later one.</summary>
    public bool IsSince(int major, int minor) => Version >= new Version(major, minor);

    /// <summary>Whether it lists sockets of a protocol.</summary>
    public bool Lists(SocketProtocol protocol) => !Missing.Last(row => IsSince(row.Major, row.Minor)).Families.Contains($"{protocol}");

    /// <summary>Whether a socket of a family can be opened; its name is that of the fixture.</summary>
    public bool Opens(string family) => family == "xdp" || !Missing.Last(row => IsSince(row.Major, row.Minor)).Families.Contains(family, StringComparer.OrdinalIgnoreCase);
}
