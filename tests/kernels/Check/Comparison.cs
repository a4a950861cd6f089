using SockDiag.KernelChecks.Comparisons;

namespace SockDiag.KernelChecks;

/// <summary>How the rows of one protocol are held against those of <c>ss</c>: both are made into the same text, state and ends. Queues are left out: they differ from kernel to kernel.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Lines">What <c>ss</c> prints of it.</param>
/// <param name="Ours">A row's text; null for one that <c>ss</c> does not list.</param>
/// <param name="Theirs">The same of the words of one of those lines; null for one that we do not list.</param>
/// <param name="OnceEach">Whether <c>ss</c> may print one of them several times.</param>
internal sealed record Comparison(SocketProtocol Protocol, Func<IEnumerable<string>> Lines, Func<Socket, string?> Ours, Func<string[], string?> Theirs, bool OnceEach = false)
{
    /// <summary>Whose rows they are held against.</summary>
    public string Witness { get; init; } = "ss";

    public static readonly IReadOnlyList<Comparison> All =
    [
        Inet.Of(SocketProtocol.Tcp, "tcp"),
        Inet.Of(SocketProtocol.Udp, "udp"),
        ProcNet.UdpLite,
        Inet.Of(SocketProtocol.Raw, "raw"),
        Inet.Of(SocketProtocol.Mptcp, "mptcp"),
        Associations.Comparison,
        Inet.Of(SocketProtocol.Dccp, "dccp"),
        UnixDomain.Comparison,
        NetlinkTable.Comparison,
        PacketTable.Comparison,
        TipcTable.Comparison,
        VsockTable.Comparison,
        SmcTable.Comparison,
        XdpTable.Comparison,
    ];
}
