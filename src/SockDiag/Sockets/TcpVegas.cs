using SockDiag.Netlink;

namespace SockDiag;

/// <summary>What a congestion control of Vegas's kind knows of a path (<c>struct tcpvegas_info</c>).</summary>
public sealed class TcpVegas
{
    private const uint NoRtt = 0x7fffffff;

    internal TcpVegas(in AttributeReader attribute)
    {
        Wire wire = attribute.As<Wire>();
        IsEnabled = wire.Enabled != 0;
        RttCount = wire.RttCount;
        RttMilliseconds = Milliseconds(wire.Rtt);
        MinimumRttMilliseconds = Milliseconds(wire.MinimumRtt);
    }

    /// <summary>Whether the algorithm steers now (<c>tcpv_enabled</c>).</summary>
    public bool IsEnabled { get; }

    /// <summary>Samples in the last round trip (<c>tcpv_rttcnt</c>).</summary>
    public long RttCount { get; }

    /// <summary>The round-trip time that it goes by, in milliseconds (<c>tcpv_rtt</c>); null before the first sample.</summary>
    public double? RttMilliseconds { get; }

    /// <summary>The smallest round-trip time that it saw, in milliseconds (<c>tcpv_minrtt</c>); null before the first sample.</summary>
    public double? MinimumRttMilliseconds { get; }

    /// <summary>All of it in a line.</summary>
    public override string ToString() => FormattableString.Invariant($"enabled {IsEnabled}, rtt {RttMilliseconds} ms, min rtt {MinimumRttMilliseconds} ms, samples {RttCount}");

    private static double? Milliseconds(uint microseconds) => microseconds is 0 or >= NoRtt ? null : microseconds / 1000.0;

    private readonly record struct Wire(uint Enabled, uint RttCount, uint Rtt, uint MinimumRtt);
}
