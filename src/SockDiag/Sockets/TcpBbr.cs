using SockDiag.Netlink;

namespace SockDiag;

/// <summary>What the congestion control BBR knows of a path (<c>struct tcp_bbr_info</c>, Linux 4.9).</summary>
public sealed class TcpBbr
{
    private const double GainUnit = 256;

    internal TcpBbr(in AttributeReader attribute)
    {
        Wire wire = attribute.As<Wire>();
        BandwidthBitsPerSecond = ((ulong)wire.BandwidthHigh << 32 | wire.BandwidthLow) * 8.0;
        MinimumRttMilliseconds = wire.MinimumRtt == uint.MaxValue ? null : wire.MinimumRtt / 1000.0;
        PacingGain = wire.PacingGain / GainUnit;
        CongestionWindowGain = wire.WindowGain / GainUnit;
    }

    /// <summary>The path's bandwidth, in bits a second (<c>bbr_bw</c>).</summary>
    public double BandwidthBitsPerSecond { get; }

    /// <summary>The path's smallest round-trip time, in milliseconds (<c>bbr_min_rtt</c>); null before the first sample.</summary>
    public double? MinimumRttMilliseconds { get; }

    /// <summary>The factor on the bandwidth at which segments are sent (<c>bbr_pacing_gain</c>).</summary>
    public double PacingGain { get; }

    /// <summary>The congestion window as a multiple of bandwidth x round-trip time (<c>bbr_cwnd_gain</c>).</summary>
    public double CongestionWindowGain { get; }

    /// <summary>All of it in a line.</summary>
    public override string ToString() => FormattableString.Invariant($"bandwidth {BandwidthBitsPerSecond} bit/s, min rtt {MinimumRttMilliseconds} ms, pacing gain {PacingGain:0.##}, cwnd gain {CongestionWindowGain:0.##}");

    private readonly record struct Wire(uint BandwidthLow, uint BandwidthHigh, uint MinimumRtt, uint PacingGain, uint WindowGain);
}
