using SockDiag.Netlink;

namespace SockDiag;

/// <summary>What the congestion control DCTCP knows of a path (<c>struct tcp_dctcp_info</c>, Linux 3.18).</summary>
public sealed class TcpDctcp
{
    private const double AlphaUnit = 1024;

    internal TcpDctcp(in AttributeReader attribute)
    {
        Wire wire = attribute.As<Wire>();
        IsEnabled = wire.Enabled != 0;
        IsCongestionSeen = wire.CeState != 0;
        Alpha = wire.Alpha / AlphaUnit;
        MarkedBytes = wire.MarkedBytes;
        AcknowledgedBytes = wire.AcknowledgedBytes;
    }

    /// <summary>Whether the algorithm steers, or has fallen back to Reno (<c>dctcp_enabled</c>).</summary>
    public bool IsEnabled { get; }

    /// <summary>Whether the last packet came with a congestion mark (<c>dctcp_ce_state</c>).</summary>
    public bool IsCongestionSeen { get; }

    /// <summary>The estimated share of marked packets, 0 to 1 (<c>dctcp_alpha</c>).</summary>
    public double Alpha { get; }

    /// <summary>Bytes acknowledged with a mark, in the present round trip (<c>dctcp_ab_ecn</c>).</summary>
    public long MarkedBytes { get; }

    /// <summary>Bytes acknowledged in the present round trip (<c>dctcp_ab_tot</c>).</summary>
    public long AcknowledgedBytes { get; }

    /// <summary>All of it in a line.</summary>
    public override string ToString() => FormattableString.Invariant($"enabled {IsEnabled}, alpha {Alpha:0.###}, marked {MarkedBytes} of {AcknowledgedBytes} bytes");

    private readonly record struct Wire(ushort Enabled, ushort CeState, uint Alpha, uint MarkedBytes, uint AcknowledgedBytes);
}
