using System.Globalization;

namespace SockDiag.Tests.Live.Connections;

/// <summary>A connection in the words of ss -tineOH, those that move by themselves left out.</summary>
/// <param name="Cookie">Which one.</param>
/// <param name="Text">The words, in the order in which ss writes them.</param>
internal sealed record SsConnection(ulong Cookie, string Text)
{
    // With a number behind a colon, or with a rate behind a blank, or alone. What only a later ss writes is not compared.
    private static readonly HashSet<string> _names =
    [
        "ts", "sack", "ecn", "ecnseen", "fastopen", "wscale", "rto", "backoff", "rtt", "ato", "mss", "pmtu", "rcvmss", "advmss", "cwnd", "ssthresh", "bytes_sent", "bytes_retrans", "bytes_acked", "bytes_received",
        "segs_out", "segs_in", "data_segs_out", "data_segs_in", "bbr", "cubic", "reno", "send", "pacing_rate", "delivery_rate", "delivered", "delivered_ce", "app_limited", "busy", "rwnd_limited", "sndbuf_limited",
        "unacked", "retrans", "lost", "sacked", "dsack_dups", "fackets", "reordering", "reord_seen", "rcv_rtt", "rcv_space", "rcv_ssthresh", "notsent", "minrtt", "rcv_ooopack", "snd_wnd",
    ];

    private static readonly HashSet<string> _followedByARate = ["send", "pacing_rate", "delivery_rate"];

    // What was not shut down; the connection's own words follow.
    private static readonly HashSet<string> _directions = ["<->", "<--", "-->", "---"];

    /// <summary>How long ago, in milliseconds: null where ss does not say.</summary>
    public sealed record LastTimes(ulong Cookie, long? Sent, long? Received, long? Acknowledged);

    /// <summary>The connections of the calling thread's namespace that have bookkeeping.</summary>
    public static SsConnection[] All() => [.. Lines().Select(line => new SsConnection(line.Cookie, string.Join(' ', line.Words.Where(word => _names.Contains(Name(word))))))];

    public static LastTimes[] AllLastTimes() => [.. Lines().Select(line => new LastTimes(line.Cookie, Number(line.Words, "lastsnd:"), Number(line.Words, "lastrcv:"), Number(line.Words, "lastack:")))];

    /// <summary>What a connection of ours says, in ss's words.</summary>
    public static SsConnection Of(TcpInfo info)
    {
        var words = new List<string>();
        Word("ts", info.HasTimestamps);
        Word("sack", info.HasSack);
        Word("ecn", info.HasEcn);
        Word("ecnseen", info.EcnSeen);
        Word("fastopen", info.HasFastOpenData);
        Word(info.CongestionControl!, _names.Contains(info.CongestionControl!));
        if (info.HasWindowScale is true) words.Add($"wscale:{info.SendWindowScale},{info.ReceiveWindowScale}");
        if (info.RetransmitTimeoutMilliseconds != 3000) Number("rto", info.RetransmitTimeoutMilliseconds);
        Number("backoff", info.BackoffExponent);
        if (info.RttMilliseconds is double rtt) words.Add($"rtt:{General(rtt)}/{General(info.RttVarianceMilliseconds!.Value)}");
        Number("ato", info.DelayedAckTimeoutMilliseconds);
        Number("mss", info.SendMssBytes);
        Number("pmtu", info.PathMtuBytes);
        Number("rcvmss", info.ReceiveMssBytes);
        Number("advmss", info.AdvertisedMssBytes);
        Number("cwnd", info.CongestionWindowSegments);
        if (info.SlowStartThresholdSegments < 0xffff) Number("ssthresh", info.SlowStartThresholdSegments);
        Number("bytes_sent", info.BytesSent);
        Number("bytes_retrans", info.BytesRetransmitted);
        Number("bytes_acked", info.BytesAcknowledged);
        Number("bytes_received", info.BytesReceived);
        Number("segs_out", info.SegmentsSent);
        Number("segs_in", info.SegmentsReceived);
        Number("data_segs_out", info.DataSegmentsSent);
        Number("data_segs_in", info.DataSegmentsReceived);
        if (info.Bbr is TcpBbr bbr) words.Add($"bbr:(bw:{Rate(bbr.BandwidthBitsPerSecond)},mrtt:{General(bbr.MinimumRttMilliseconds ?? uint.MaxValue / 1000.0)}{Gain("pacing", bbr.PacingGain)}{Gain("cwnd", bbr.CongestionWindowGain)})");
        if (info.SendRateBitsPerSecond is double send) words.Add($"send {Rate(send)}");
        if (info.PacingRateBitsPerSecond is double pacing and > 0)
            words.Add($"pacing_rate {Rate(pacing)}{(info.MaximumPacingRateBitsPerSecond is double maximum and > 0 ? $"/{Rate(maximum)}" : "")}");
        if (info.DeliveryRateBitsPerSecond is double delivery) words.Add($"delivery_rate {Rate(delivery)}");
        Number("delivered", info.DeliveredSegments);
        Number("delivered_ce", info.DeliveredCeSegments);
        Word("app_limited", info.IsApplicationLimited);
        if (info.BusyMilliseconds is double busy and > 0)
        {
            words.Add($"busy:{(long)busy}ms");
            Share("rwnd_limited", info.ReceiveWindowLimitedMilliseconds, busy);
            Share("sndbuf_limited", info.SendBufferLimitedMilliseconds, busy);
        }
        Number("unacked", info.UnackedSegments);
        if (info.RetransmitsInFlight > 0 || info.RetransmitsTotal > 0) words.Add($"retrans:{info.RetransmitsInFlight}/{info.RetransmitsTotal}");
        Number("lost", info.LostSegments);
        Number("sacked", info.SackedSegments);
        Number("dsack_dups", info.DuplicateSacks);
        Number("fackets", info.ForwardAckedSegments);
        if (info.ReorderingSegments != 3) Number("reordering", info.ReorderingSegments);
        Number("reord_seen", info.ReorderingEvents);
        Number("rcv_rtt", info.ReceiveRttMilliseconds);
        Number("rcv_space", info.ReceiveSpaceBytes);
        Number("rcv_ssthresh", info.ReceiveSlowStartThresholdBytes);
        Number("notsent", info.NotSentBytes);
        Number("minrtt", info.MinimumRttMilliseconds);
        Number("rcv_ooopack", info.OutOfOrderPackets);
        Number("snd_wnd", info.SendWindowBytes);
        return new(info.Cookie!.Value, string.Join(' ', words));

        void Word(string name, bool? isSo)
        {
            if (isSo is true) words.Add(name);
        }

        void Number(string name, double? value)
        {
            if (value is double number and not 0) words.Add($"{name}:{General(number)}");
        }

        void Share(string name, double? part, double whole)
        {
            if (part is double some and > 0) words.Add(FormattableString.Invariant($"{name}:{(long)some}ms({100 * some / whole:0.0}%)"));
        }
    }

    private static IEnumerable<(ulong Cookie, string[] Words)> Lines() => Tool.Output("ss", "-tineOH").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ulong cookie = ulong.Parse(words.First(word => word.StartsWith("sk:"))[3..], NumberStyles.HexNumber);
        return (cookie, Joined(words.SkipWhile(word => !_directions.Contains(word)).Skip(1)).ToArray());
    });

    /// <summary>A rate stands behind its name, as a word of its own.</summary>
    private static IEnumerable<string> Joined(IEnumerable<string> words)
    {
        string name = "";
        foreach (string word in words)
        {
            bool isName = _followedByARate.Contains(word);
            if (!isName) yield return name + word;
            name = isName ? word + ' ' : "";
        }
    }

    private static string Name(string word) => word.Split(':', ' ')[0];

    private static long? Number(string[] words, string name) => words.FirstOrDefault(word => word.StartsWith(name)) is string word ? long.Parse(word[name.Length..]) : null;

    private static string Gain(string name, double gain) => gain == 0 ? "" : $",{name}_gain:{General(gain)}";

    private static string Rate(double bitsPerSecond) => Math.Round(bitsPerSecond).ToString("F0", CultureInfo.InvariantCulture) + "bps";

    /// <summary>As C's %g for what can come, and its %u for integers, which ss does not shorten.</summary>
    private static string General(double number) =>
        double.IsInteger(number) && Math.Abs(number) < 1e15 ? ((long)number).ToString(CultureInfo.InvariantCulture) : number.ToString("G6", CultureInfo.InvariantCulture).Replace("E", "e");
}
