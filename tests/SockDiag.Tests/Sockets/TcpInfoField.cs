using System.Globalization;

namespace SockDiag.Tests.Sockets;

/// <summary>One property of a connection's bookkeeping, and which bytes of struct tcp_info it is: offsets and units are the kernel's, not those of the code that is tested.</summary>
/// <param name="Property">Its name.</param>
/// <param name="Member">What the kernel calls the field, behind <c>tcpi_</c>.</param>
/// <param name="Offset">Where the field starts.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Meaning">What the field's number says.</param>
/// <param name="Since">From which length on bits say something that were always there; 0 where the field's own place decides.</param>
internal sealed record TcpInfoField(string Property, string Member, int Offset, int Size, Func<long, object?> Meaning, int Since = 0)
{
    // Where a later kernel's structure ends: what its bits say is known only from then on.
    private const int Linux4_9 = 168, Linux5_4 = 232, Linux6_7 = 248, Linux6_18 = 280;

    public static readonly IReadOnlyList<TcpInfoField> All =
    [
        new("RttMilliseconds", "rtt", 68, 4, Milliseconds),
        new("RttVarianceMilliseconds", "rttvar", 72, 4, Milliseconds),
        new("MinimumRttMilliseconds", "min_rtt", 148, 4, Milliseconds),
        new("ReceiveRttMilliseconds", "rcv_rtt", 92, 4, MillisecondsOrUnknown),
        new("RetransmitTimeoutMilliseconds", "rto", 8, 4, Milliseconds),
        new("DelayedAckTimeoutMilliseconds", "ato", 12, 4, Milliseconds),
        new("CongestionState", "ca_state", 1, 1, number => (TcpCongestionState)number),
        new("CongestionWindowSegments", "snd_cwnd", 80, 4, Itself),
        new("SlowStartThresholdSegments", "snd_ssthresh", 76, 4, number => number == 0x7fffffff ? null : number),
        new("ReorderingSegments", "reordering", 88, 4, Itself),
        new("BackoffExponent", "backoff", 4, 1, Itself),
        new("SendMssBytes", "snd_mss", 16, 4, Itself),
        new("ReceiveMssBytes", "rcv_mss", 20, 4, Itself),
        new("AdvertisedMssBytes", "advmss", 84, 4, Itself),
        new("PathMtuBytes", "pmtu", 60, 4, Itself),
        new("UnackedSegments", "unacked", 24, 4, Itself),
        new("SackedSegments", "sacked", 28, 4, Itself),
        new("LostSegments", "lost", 32, 4, Itself),
        new("RetransmitsInFlight", "retrans", 36, 4, Itself),
        new("RetransmitsTotal", "total_retrans", 100, 4, Itself),
        new("ForwardAckedSegments", "fackets", 40, 4, Itself),
        new("UnrecoveredTimeouts", "retransmits", 2, 1, Itself),
        new("UnansweredProbes", "probes", 3, 1, Itself),
        new("TimeoutsTotal", "total_rto", 240, 2, Itself),
        new("TimeoutRecoveriesTotal", "total_rto_recoveries", 242, 2, Itself),
        new("TimeoutTimeMilliseconds", "total_rto_time", 244, 4, Itself),
        new("BytesSent", "bytes_sent", 200, 8, Itself),
        new("BytesAcknowledged", "bytes_acked", 120, 8, Itself),
        new("BytesReceived", "bytes_received", 128, 8, Itself),
        new("BytesRetransmitted", "bytes_retrans", 208, 8, Itself),
        new("NotSentBytes", "notsent_bytes", 144, 4, Itself),
        new("SegmentsSent", "segs_out", 136, 4, Itself),
        new("SegmentsReceived", "segs_in", 140, 4, Itself),
        new("DataSegmentsSent", "data_segs_out", 156, 4, Itself),
        new("DataSegmentsReceived", "data_segs_in", 152, 4, Itself),
        new("DeliveredSegments", "delivered", 192, 4, Itself),
        new("DeliveredCeSegments", "delivered_ce", 196, 4, Itself),
        new("DuplicateSacks", "dsack_dups", 216, 4, Itself),
        new("ReorderingEvents", "reord_seen", 220, 4, Itself),
        new("OutOfOrderPackets", "rcv_ooopack", 224, 4, Itself),
        new("Rehashes", "rehash", 236, 4, Itself),
        new("SendWindowBytes", "snd_wnd", 228, 4, Itself),
        new("ReceiveWindowBytes", "rcv_wnd", 232, 4, Itself),
        new("ReceiveSpaceBytes", "rcv_space", 96, 4, Itself),
        new("ReceiveSlowStartThresholdBytes", "rcv_ssthresh", 64, 4, Itself),
        new("SendWindowScale", "snd_wscale", 6, 1, number => number & 0xf),
        new("ReceiveWindowScale", "rcv_wscale", 6, 1, number => number >> 4),
        new("PacingRateBitsPerSecond", "pacing_rate", 104, 8, BitsPerSecond),
        new("MaximumPacingRateBitsPerSecond", "max_pacing_rate", 112, 8, BitsPerSecond),
        new("DeliveryRateBitsPerSecond", "delivery_rate", 160, 8, number => number == 0 ? null : BitsPerSecond(number)),
        new("IsApplicationLimited", "delivery_rate_app_limited", 7, 1, number => (number & 1) != 0, Linux4_9),
        new("BusyMilliseconds", "busy_time", 168, 8, Milliseconds),
        new("ReceiveWindowLimitedMilliseconds", "rwnd_limited", 176, 8, Milliseconds),
        new("SendBufferLimitedMilliseconds", "sndbuf_limited", 184, 8, Milliseconds),
        new("LastDataSentMilliseconds", "last_data_sent", 44, 4, Itself),
        new("LastDataReceivedMilliseconds", "last_data_recv", 52, 4, Itself),
        new("LastAckReceivedMilliseconds", "last_ack_recv", 56, 4, Itself),
        new("HasTimestamps", "options", 5, 1, number => (number & 0x01) != 0),
        new("HasSack", "options", 5, 1, number => (number & 0x02) != 0),
        new("HasWindowScale", "options", 5, 1, number => (number & 0x04) != 0),
        new("HasEcn", "options", 5, 1, number => (number & 0x08) != 0),
        new("EcnSeen", "options", 5, 1, number => (number & 0x10) != 0),
        new("HasFastOpenData", "options", 5, 1, number => (number & 0x20) != 0),
        new("IsFastOpenChild", "options", 5, 1, number => (number & 0x80) != 0, Linux6_18), // since 6.16, whose structure had the length of 6.7's
        new("HasMicrosecondTimestamps", "options", 5, 1, number => (number & 0x40) != 0, Linux6_7),
        new("FastOpenClientFailure", "fastopen_client_fail", 7, 1, number => (TcpFastOpenFailure)(number >> 1 & 3), Linux5_4), // since 5.5
        new("ReceivedCeSegments", "received_ce", 248, 4, Itself),
        new("DeliveredEct0Bytes", "delivered_e0_bytes", 256, 4, Itself),
        new("DeliveredEct1Bytes", "delivered_e1_bytes", 252, 4, Itself),
        new("DeliveredCeBytes", "delivered_ce_bytes", 260, 4, Itself),
        new("ReceivedEct0Bytes", "received_e0_bytes", 268, 4, Itself),
        new("ReceivedEct1Bytes", "received_e1_bytes", 264, 4, Itself),
        new("ReceivedCeBytes", "received_ce_bytes", 272, 4, Itself),
    ];

    /// <summary>The field that a property reads.</summary>
    public static TcpInfoField Of(string property) => All.Single(field => field.Property == property);

    /// <summary>What the property must say of a tcp_info, as a line; a field behind its end is not known.</summary>
    public string Expected(ReadOnlySpan<byte> info) => Line(Property, info.Length < Math.Max(Offset + Size, Since) ? null : Meaning(Number(info)));

    /// <summary>What the property says, as a line.</summary>
    public string Actual(TcpInfo info) => Line(Property, typeof(TcpInfo).GetProperty(Property)!.GetValue(info));

    private long Number(ReadOnlySpan<byte> info) => Size switch
    {
        1 => info[Offset],
        2 => BitConverter.ToUInt16(info[Offset..]),
        4 => BitConverter.ToUInt32(info[Offset..]),
        _ => BitConverter.ToInt64(info[Offset..]),
    };

    private static string Line(string property, object? value) => string.Create(CultureInfo.InvariantCulture, $"{property}: {value ?? "-"}");

    private static object? Itself(long number) => number;

    private static object? Milliseconds(long microseconds) => microseconds / 1000.0;

    private static object? MillisecondsOrUnknown(long microseconds) => microseconds == 0 ? null : Milliseconds(microseconds);

    private static object? BitsPerSecond(long bytes) => bytes == -1 ? null : bytes * 8.0;
}
