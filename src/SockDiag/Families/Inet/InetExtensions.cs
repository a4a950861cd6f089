namespace SockDiag.Families.Inet;

/// <summary>What is asked for beyond what comes by itself: bit n - 1 for attribute n.</summary>
internal static class InetExtensions
{
    public const byte None = 0;

    /// <summary>tcp_info (with it what sits on top of TCP), the congestion control's name, and its block, of whichever kind it has.</summary>
    public const byte TcpInfo =
        1 << ((int)InetAttribute.Info - 1) | 1 << ((int)InetAttribute.Vegas - 1) | 1 << ((int)InetAttribute.CongestionControl - 1);

    /// <summary>sctp_info.</summary>
    public const byte SctpInfo = 1 << ((int)InetAttribute.Info - 1);

    /// <summary>What of tcp_info DCCP has.</summary>
    public const byte DccpInfo = SctpInfo;

    /// <summary>mptcp_info.</summary>
    public const byte MptcpInfo = 1 << ((int)InetAttribute.Info - 1);

    /// <summary>Type of service, traffic class (with it the class id) and memory.</summary>
    public const byte Details =
        1 << ((int)InetAttribute.Tos - 1) | 1 << ((int)InetAttribute.TrafficClass - 1) | 1 << ((int)InetAttribute.SocketMemory - 1);
}
