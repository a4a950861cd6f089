using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>The kernel's bookkeeping of one TCP connection (<c>struct tcp_info</c>). What the running kernel does not have, or does not know yet, is null, never 0.</summary>
public sealed class TcpInfo : Socket
{
    // A field exists if the kernel's answer reaches over it. Bits that came later are told from "no" by the length of their time.
    private const int SinceDeliveryRate = 168;  // Linux 4.9
    private const int SinceSendWindow = 232;    // Linux 5.4
    private const int SinceTimeoutTotals = 248; // Linux 6.7
    private const int SinceAccurateEcn = 280;   // Linux 6.18
    private const uint NoThreshold = 0x7fffffff;

    private readonly InetRecord _record;
    private readonly TcpInfoBlock _block;
    private readonly TcpBlocks? _blocks;
    private readonly string? _congestionControl;

    internal TcpInfo(in InetRecord record, in TcpInfoBlock block, string? congestionControl, TcpBlocks? blocks, Origin origin) : base(origin)
    {
        _record = record;
        _block = block;
        _congestionControl = congestionControl;
        _blocks = blocks;
    }

    internal ref readonly InetRecord Record => ref _record;

    /// <summary>The same connection, answering with the owners of another listing.</summary>
    internal TcpInfo WithOwnersOf(Origin origin) => new(in _record, in _block, _congestionControl, _blocks, origin);

    // In the order of a CSV file's columns.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => _record.Protocol;

    /// <inheritdoc cref="InetSocket.State"/>
    public override SocketState State => _record.State;

    /// <inheritdoc cref="InetSocket.LocalAddress"/>
    public string LocalAddress => Origin.AddressText(_record.LocalAddress, _record.InterfaceIndex);

    /// <inheritdoc cref="InetSocket.LocalPort"/>
    public int LocalPort => _record.LocalPort;

    /// <inheritdoc cref="InetSocket.RemoteAddress"/>
    public string RemoteAddress => Origin.AddressText(_record.RemoteAddress, _record.InterfaceIndex);

    /// <inheritdoc cref="InetSocket.RemotePort"/>
    public int RemotePort => _record.RemotePort;

    /// <inheritdoc cref="InetSocket.ProcessId"/>
    public override int? ProcessId => Origin.FirstOwner(in _record)?.ProcessId;

    /// <inheritdoc cref="InetSocket.Process"/>
    public override string? Process => ProcessId is int id ? Origin.ProcessName(id) : null;

    /// <inheritdoc/>
    public override OwnerVisibility OwnerVisibility => Origin.OwnerVisibility(in _record);

    /// <inheritdoc cref="InetSocket.Owners"/>
    public override SocketOwnerList Owners => Origin.OwnersOf(in _record);

    /// <inheritdoc cref="InetSocket.UserId"/>
    public override long? UserId => _record.UserId;

    /// <inheritdoc cref="InetSocket.UserName"/>
    public override string? UserName => _record.UserId is uint id ? Origin.UserName(id) : null;

    /// <inheritdoc cref="InetSocket.Inode"/>
    public override long? Inode => _record.Inode == 0 ? null : _record.Inode;

    /// <inheritdoc cref="InetSocket.Cookie"/>
    public override ulong? Cookie => _record.Cookie;

    /// <inheritdoc cref="InetSocket.Timer"/>
    public SocketTimer Timer => _record.Timer;

    /// <inheritdoc cref="InetSocket.TimerExpiresMilliseconds"/>
    public double? TimerExpiresMilliseconds => Timer == SocketTimer.Off ? null : _record.TimerExpiresMilliseconds;

    /// <inheritdoc cref="InetSocket.Retransmits"/>
    public int? Retransmits => Timer == SocketTimer.Off ? null : _record.Retransmits;

    /// <summary>The smoothed round-trip time, in milliseconds (<c>tcpi_rtt</c>). Null before the first sample.</summary>
    public double? RttMilliseconds => NotZero(Milliseconds(68));

    /// <summary>The mean deviation of the round-trip time, in milliseconds (<c>tcpi_rttvar</c>). Null before the first sample.</summary>
    public double? RttVarianceMilliseconds => RttMilliseconds is null ? null : Milliseconds(72);

    /// <summary>The smallest round-trip time of the last minutes, in milliseconds (<c>tcpi_min_rtt</c>, Linux 4.6). Null before the first sample.</summary>
    public double? MinimumRttMilliseconds => _block.UInt32(148) is uint minimum and not uint.MaxValue and not 0 ? minimum / 1000.0 : null;

    /// <summary>The round-trip time as a receiver guesses it, in milliseconds (<c>tcpi_rcv_rtt</c>). Null before the first guess.</summary>
    public double? ReceiveRttMilliseconds => NotZero(Milliseconds(92));

    /// <summary>How long an acknowledgement is waited for before data is sent again, in milliseconds (<c>tcpi_rto</c>).</summary>
    public double? RetransmitTimeoutMilliseconds => Milliseconds(8);

    /// <summary>How long an acknowledgement may be held back, in milliseconds (<c>tcpi_ato</c>).</summary>
    public double? DelayedAckTimeoutMilliseconds => Milliseconds(12);

    /// <summary>The congestion control's name, <c>cubic</c>, <c>bbr</c>, ... (<c>INET_DIAG_CONG</c>); null where the kernel did not say.</summary>
    public string? CongestionControl => _congestionControl;

    /// <summary>What the congestion control is doing (<c>tcpi_ca_state</c>).</summary>
    public TcpCongestionState? CongestionState => (TcpCongestionState?)_block.Byte(1);

    /// <summary>How many segments may be in flight (<c>tcpi_snd_cwnd</c>).</summary>
    public long? CongestionWindowSegments => _block.UInt32(80);

    /// <summary>Where slow start ends, in segments (<c>tcpi_snd_ssthresh</c>); null while it is infinite: nothing was lost yet.</summary>
    public long? SlowStartThresholdSegments => _block.UInt32(76) is uint threshold and < NoThreshold ? threshold : null;

    /// <summary>How far out of order segments may come without counting as lost, in segments (<c>tcpi_reordering</c>).</summary>
    public long? ReorderingSegments => _block.UInt32(88);

    /// <summary>How often in a row the timeout of retransmissions or probes was doubled (<c>tcpi_backoff</c>).</summary>
    public int? BackoffExponent => _block.Byte(4);

    /// <summary>The largest segment that is sent, in bytes (<c>tcpi_snd_mss</c>).</summary>
    public long? SendMssBytes => _block.UInt32(16);

    /// <summary>The largest segment that came, a guess, in bytes (<c>tcpi_rcv_mss</c>).</summary>
    public long? ReceiveMssBytes => _block.UInt32(20);

    /// <summary>The largest segment that was offered to the peer, in bytes (<c>tcpi_advmss</c>).</summary>
    public long? AdvertisedMssBytes => _block.UInt32(84);

    /// <summary>The largest packet that the path takes, in bytes (<c>tcpi_pmtu</c>).</summary>
    public long? PathMtuBytes => _block.UInt32(60);

    /// <summary>Segments in flight: sent and not acknowledged (<c>tcpi_unacked</c>).</summary>
    public long? UnackedSegments => _block.UInt32(24);

    /// <summary>Segments in flight that the peer has selectively acknowledged (<c>tcpi_sacked</c>).</summary>
    public long? SackedSegments => _block.UInt32(28);

    /// <summary>Segments in flight that count as lost (<c>tcpi_lost</c>).</summary>
    public long? LostSegments => _block.UInt32(32);

    /// <summary>Retransmitted segments in flight (<c>tcpi_retrans</c>).</summary>
    public long? RetransmitsInFlight => _block.UInt32(36);

    /// <summary>Segments retransmitted since the connection began, a counter of 32 bits (<c>tcpi_total_retrans</c>).</summary>
    public long? RetransmitsTotal => _block.UInt32(100);

    /// <summary>Forward acknowledged segments (<c>tcpi_fackets</c>); 0 on kernels since 4.15.</summary>
    public long? ForwardAckedSegments => _block.UInt32(40);

    /// <summary>Retransmit timeouts in a row, now, a count (<c>tcpi_retransmits</c>).</summary>
    public int? UnrecoveredTimeouts => _block.Byte(2);

    /// <summary>Zero-window or keepalive probes without an answer, now, a count (<c>tcpi_probes</c>).</summary>
    public int? UnansweredProbes => _block.Byte(3);

    /// <summary>Retransmit timeouts since the connection began, a count (<c>tcpi_total_rto</c>, Linux 6.7).</summary>
    public int? TimeoutsTotal => _block.UInt16(240);

    /// <summary>Recoveries from retransmit timeouts since the connection began, a count (<c>tcpi_total_rto_recoveries</c>, Linux 6.7).</summary>
    public int? TimeoutRecoveriesTotal => _block.UInt16(242);

    /// <summary>Time spent in retransmit timeouts, in milliseconds (<c>tcpi_total_rto_time</c>, Linux 6.7).</summary>
    public long? TimeoutTimeMilliseconds => _block.UInt32(244);

    /// <summary>Payload bytes sent, retransmitted ones included (<c>tcpi_bytes_sent</c>, Linux 4.19).</summary>
    public long? BytesSent => _block.Int64(200);

    /// <summary>Bytes that the peer acknowledged, the SYN of the connecting side and a FIN counting 1 each (<c>tcpi_bytes_acked</c>, Linux 4.1).</summary>
    public long? BytesAcknowledged => _block.Int64(120);

    /// <summary>Payload bytes received, a FIN counting 1 (<c>tcpi_bytes_received</c>, Linux 4.1).</summary>
    public long? BytesReceived => _block.Int64(128);

    /// <summary>Payload bytes sent again (<c>tcpi_bytes_retrans</c>, Linux 4.19).</summary>
    public long? BytesRetransmitted => _block.Int64(208);

    /// <summary>Bytes in the send queue that were never sent (<c>tcpi_notsent_bytes</c>, Linux 4.6).</summary>
    public long? NotSentBytes => _block.UInt32(144);

    /// <summary>Segments sent, a counter of 32 bits (<c>tcpi_segs_out</c>, Linux 4.2).</summary>
    public long? SegmentsSent => _block.UInt32(136);

    /// <summary>Segments received, a counter of 32 bits (<c>tcpi_segs_in</c>, Linux 4.2).</summary>
    public long? SegmentsReceived => _block.UInt32(140);

    /// <summary>Segments with payload sent, a counter of 32 bits (<c>tcpi_data_segs_out</c>, Linux 4.6).</summary>
    public long? DataSegmentsSent => _block.UInt32(156);

    /// <summary>Segments with payload received, a counter of 32 bits (<c>tcpi_data_segs_in</c>, Linux 4.6).</summary>
    public long? DataSegmentsReceived => _block.UInt32(152);

    /// <summary>Segments known to have arrived, a counter of 32 bits (<c>tcpi_delivered</c>, Linux 4.18).</summary>
    public long? DeliveredSegments => _block.UInt32(192);

    /// <summary>Of <see cref="DeliveredSegments"/> those that met congestion on the way (<c>tcpi_delivered_ce</c>, Linux 4.18).</summary>
    public long? DeliveredCeSegments => _block.UInt32(196);

    /// <summary>Duplicate segments that the peer told of: needless retransmissions (<c>tcpi_dsack_dups</c>, Linux 4.19).</summary>
    public long? DuplicateSacks => _block.UInt32(216);

    /// <summary>How often segments were seen out of order (<c>tcpi_reord_seen</c>, Linux 4.19).</summary>
    public long? ReorderingEvents => _block.UInt32(220);

    /// <summary>Packets that came out of order (<c>tcpi_rcv_ooopack</c>, Linux 5.4).</summary>
    public long? OutOfOrderPackets => _block.UInt32(224);

    /// <summary>How often another path was tried after a timeout (<c>tcpi_rehash</c>, Linux 6.2).</summary>
    public long? Rehashes => _block.UInt32(236);

    /// <summary>The peer's receive window, in bytes (<c>tcpi_snd_wnd</c>, Linux 5.4).</summary>
    public long? SendWindowBytes => _block.UInt32(228);

    /// <summary>The receive window that is offered, in bytes (<c>tcpi_rcv_wnd</c>, Linux 6.2).</summary>
    public long? ReceiveWindowBytes => _block.UInt32(232);

    /// <summary>What the program reads in a round trip, by which the buffer is tuned, in bytes (<c>tcpi_rcv_space</c>).</summary>
    public long? ReceiveSpaceBytes => _block.UInt32(96);

    /// <summary>How far the offered window may grow now, in bytes (<c>tcpi_rcv_ssthresh</c>).</summary>
    public long? ReceiveSlowStartThresholdBytes => _block.UInt32(64);

    /// <summary>By how many bits the peer's window is scaled (<c>tcpi_snd_wscale</c>); null where scaling was not agreed on.</summary>
    public int? SendWindowScale => HasWindowScale is true ? _block.Byte(6) & 0xf : null;

    /// <summary>By how many bits our window is scaled (<c>tcpi_rcv_wscale</c>); null where scaling was not agreed on.</summary>
    public int? ReceiveWindowScale => HasWindowScale is true ? _block.Byte(6) >> 4 : null;

    /// <summary>The rate at which segments are spaced out, in bits a second (<c>tcpi_pacing_rate</c>, Linux 3.15); null where there is none.</summary>
    public double? PacingRateBitsPerSecond => BitsPerSecond(104);

    /// <summary>The limit of <see cref="PacingRateBitsPerSecond"/> (<c>SO_MAX_PACING_RATE</c>), in bits a second (<c>tcpi_max_pacing_rate</c>, Linux 3.15); null where there is none.</summary>
    public double? MaximumPacingRateBitsPerSecond => BitsPerSecond(112);

    /// <summary>The rate at which data arrived at the peer, in bits a second (<c>tcpi_delivery_rate</c>, Linux 4.9); null before the first sample.</summary>
    public double? DeliveryRateBitsPerSecond => NotZero(BitsPerSecond(160));

    /// <summary>Whether <see cref="DeliveryRateBitsPerSecond"/> was held down by a program that sent too little (<c>tcpi_delivery_rate_app_limited</c>, Linux 4.9).</summary>
    public bool? IsApplicationLimited => _block.Length >= SinceDeliveryRate ? (_block.Byte(7) & 1) != 0 : null;

    /// <summary>How long there was something to send or to be acknowledged, in milliseconds, since the connection began (<c>tcpi_busy_time</c>, Linux 4.10).</summary>
    public double? BusyMilliseconds => Milliseconds64(168);

    /// <summary>Of <see cref="BusyMilliseconds"/>, how long the peer's window held it up, in milliseconds (<c>tcpi_rwnd_limited</c>, Linux 4.10).</summary>
    public double? ReceiveWindowLimitedMilliseconds => Milliseconds64(176);

    /// <summary>Of <see cref="BusyMilliseconds"/>, how long the send buffer held it up, in milliseconds (<c>tcpi_sndbuf_limited</c>, Linux 4.10).</summary>
    public double? SendBufferLimitedMilliseconds => Milliseconds64(184);

    /// <summary>How long ago data was sent, in milliseconds (<c>tcpi_last_data_sent</c>); null where none was, and in SYN-SENT.</summary>
    public long? LastDataSentMilliseconds => Ago(44, DataSegmentsSent);

    /// <summary>How long ago data came, in milliseconds (<c>tcpi_last_data_recv</c>); null where none did, and in SYN-SENT.</summary>
    public long? LastDataReceivedMilliseconds => Ago(52, DataSegmentsReceived);

    /// <summary>How long ago an acknowledgement came, in milliseconds (<c>tcpi_last_ack_recv</c>); null in SYN-SENT.</summary>
    public long? LastAckReceivedMilliseconds => Ago(56, count: null);

    /// <summary>Whether timestamps were agreed on (<c>TCPI_OPT_TIMESTAMPS</c>).</summary>
    public bool? HasTimestamps => Option(0);

    /// <summary>Whether selective acknowledgements were agreed on (<c>TCPI_OPT_SACK</c>).</summary>
    public bool? HasSack => Option(1);

    /// <summary>Whether window scaling was agreed on (<c>TCPI_OPT_WSCALE</c>).</summary>
    public bool? HasWindowScale => Option(2);

    /// <summary>Whether explicit congestion notification was agreed on (<c>TCPI_OPT_ECN</c>).</summary>
    public bool? HasEcn => Option(3);

    /// <summary>Whether a packet came with an ECN mark (<c>TCPI_OPT_ECN_SEEN</c>).</summary>
    public bool? EcnSeen => Option(4);

    /// <summary>Whether data that came with the SYN was acknowledged, on the end that sent it and on the other (<c>TCPI_OPT_SYN_DATA</c>).</summary>
    public bool? HasFastOpenData => Option(5);

    /// <summary>Whether the connection was opened by the peer's Fast Open (<c>TCPI_OPT_TFO_CHILD</c>, Linux 6.16); null where a kernel before 6.18 does not say yes.</summary>
    public bool? IsFastOpenChild => Option(7) is true ? true : _block.Length >= SinceAccurateEcn ? false : null;

    /// <summary>Whether timestamps count microseconds (<c>TCPI_OPT_USEC_TS</c>, Linux 6.7).</summary>
    public bool? HasMicrosecondTimestamps => _block.Length >= SinceTimeoutTotals ? Option(6) : null;

    /// <summary>Why our Fast Open did not work (<c>tcpi_fastopen_client_fail</c>, Linux 5.5).</summary>
    public TcpFastOpenFailure? FastOpenClientFailure => _block.Length >= SinceSendWindow ? (TcpFastOpenFailure?)(_block.Byte(7) >> 1 & 3) : null;

    /// <summary>Segments that came with a congestion mark (<c>tcpi_received_ce</c>, Linux 6.18).</summary>
    public long? ReceivedCeSegments => _block.UInt32(248);

    /// <summary>Bytes that arrived with ECT(0), a counter of 32 bits (<c>tcpi_delivered_e0_bytes</c>, Linux 6.18).</summary>
    public long? DeliveredEct0Bytes => _block.UInt32(256);

    /// <summary>Bytes that arrived with ECT(1), a counter of 32 bits (<c>tcpi_delivered_e1_bytes</c>, Linux 6.18).</summary>
    public long? DeliveredEct1Bytes => _block.UInt32(252);

    /// <summary>Bytes that arrived with a congestion mark, a counter of 32 bits (<c>tcpi_delivered_ce_bytes</c>, Linux 6.18).</summary>
    public long? DeliveredCeBytes => _block.UInt32(260);

    /// <summary>Bytes that came with ECT(0), a counter of 32 bits (<c>tcpi_received_e0_bytes</c>, Linux 6.18).</summary>
    public long? ReceivedEct0Bytes => _block.UInt32(268);

    /// <summary>Bytes that came with ECT(1), a counter of 32 bits (<c>tcpi_received_e1_bytes</c>, Linux 6.18).</summary>
    public long? ReceivedEct1Bytes => _block.UInt32(264);

    /// <summary>Bytes that came with a congestion mark, a counter of 32 bits (<c>tcpi_received_ce_bytes</c>, Linux 6.18).</summary>
    public long? ReceivedCeBytes => _block.UInt32(272);

    /// <summary>Which congestion notification is in use (<c>tcpi_ecn_mode</c>, Linux 7.0).</summary>
    public TcpEcnMode? EcnMode => AccurateEcn.Mode;

    /// <summary>What was seen of the peer's Accurate ECN option (<c>tcpi_accecn_opt_seen</c>, Linux 6.18).</summary>
    public int? AccurateEcnOptionSeen => AccurateEcn.OptionSeen;

    /// <summary>How Accurate ECN failed, bits; 0 where it did not (<c>tcpi_accecn_fail_mode</c>, Linux 6.18).</summary>
    public int? AccurateEcnFailure => AccurateEcn.Failure;

    /// <summary>What BBR knows (<c>INET_DIAG_BBRINFO</c>); null under another algorithm.</summary>
    public TcpBbr? Bbr => _blocks?.Bbr;

    /// <summary>What Vegas knows (<c>INET_DIAG_VEGASINFO</c>); null under another algorithm.</summary>
    public TcpVegas? Vegas => _blocks?.Vegas;

    /// <summary>What DCTCP knows (<c>INET_DIAG_DCTCPINFO</c>); null under another algorithm.</summary>
    public TcpDctcp? Dctcp => _blocks?.Dctcp;

    /// <summary>The protocol above, TLS or MPTCP (<c>INET_DIAG_ULP_INFO</c>, Linux 5.4; privileged before 6.15); null where there is none.</summary>
    public TcpUpperLayer? Ulp => _blocks?.Ulp;

    /// <summary>Memory and its limits (<c>INET_DIAG_SKMEMINFO</c>); null unless details were asked for.</summary>
    public SocketMemory? Memory => _blocks?.Memory;

    /// <summary>What the congestion window lets through, in bits a second: <see cref="CongestionWindowBytes"/> / <see cref="RttMilliseconds"/>, as the <c>send</c> of ss; null where one of them is.</summary>
    public double? SendRateBitsPerSecond => SendRate();

    /// <summary>The congestion window in bytes: <see cref="CongestionWindowSegments"/> x <see cref="SendMssBytes"/>.</summary>
    public long? CongestionWindowBytes => CongestionWindowSegments * SendMssBytes;

    /// <summary>The share of bytes sent that were sent again, in per cent: <see cref="BytesRetransmitted"/> / <see cref="BytesSent"/>; null where none was sent, and before Linux 4.19.</summary>
    public double? RetransmitPercent => BytesSent is long sent and > 0 ? 100.0 * BytesRetransmitted / sent : null;

    /// <inheritdoc/>
    public override string? Unit => Origin.CgroupOrigin(in _record, CgroupPath)?.Unit;

    /// <inheritdoc/>
    public override string? ContainerId => Origin.CgroupOrigin(in _record, CgroupPath)?.ContainerId;

    /// <inheritdoc/>
    public override string? NetworkNamespace => Origin.NetworkNamespace?.Name;

    private string? CgroupPath => _record.CgroupId == 0 ? null : Origin.CgroupPath(_record.CgroupId);

    /// <summary>The last four bytes: two layouts of the same length, which the kernel's release tells apart. Null where that is unknown.</summary>
    private (TcpEcnMode? Mode, int? OptionSeen, int? Failure) AccurateEcn => (_block.UInt32(276), Origin.KernelRelease) switch
    {
        (uint word, { Major: >= 7 }) => ((TcpEcnMode)(word & 3), (int)(word >> 2 & 3), (int)(word >> 4 & 0xf)),
        (uint word, { Major: 6, Minor: >= 18 }) => (null, (int)(word >> 16), (int)(word & 0xffff)),
        _ => (null, null, null),
    };

    /// <summary>As <c>Tcp Established 127.0.0.1:5432 127.0.0.1:40322 rtt 0.04 ms</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Protocol} {State} {new EndpointText(LocalAddress, LocalPort)} {new EndpointText(RemoteAddress, RemotePort)} rtt {(object?)RttMilliseconds ?? "unknown"} ms");

    private double? Milliseconds(int offset) => _block.UInt32(offset) / 1000.0;

    private double? Milliseconds64(int offset) => _block.Int64(offset) / 1000.0;

    private static double? NotZero(double? value) => value is 0 ? null : value;

    /// <summary>The kernel's bytes a second; all ones is "no limit", in 64 bits or, from old kernels, in 32.</summary>
    private double? BitsPerSecond(int offset) => _block.Int64(offset) is long bytes and not -1 and not uint.MaxValue ? bytes * 8.0 : null;

    /// <summary>In SYN-SENT these times count from the kernel's start; without data they count from the handshake.</summary>
    private long? Ago(int offset, long? count) => State == SocketState.SynSent || count is 0 ? null : _block.UInt32(offset);

    private bool? Option(int bit) => _block.Byte(5) is byte options ? (options >> bit & 1) != 0 : null;

    private double? SendRate()
    {
        double? rtt = Vegas is { IsEnabled: true, RttMilliseconds: double vegas and > 0 } ? vegas : RttMilliseconds;
        return CongestionWindowBytes is long window and > 0 ? window * 8 * 1000.0 / rtt : null;
    }
}
