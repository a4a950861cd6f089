using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>An SCTP endpoint, which is a program's socket, or one of its associations with a peer (<see cref="IsAssociation"/>), each with its part of the kernel's bookkeeping (<c>struct sctp_info</c>). An association has its endpoint's inode,
/// cookie and owners; so does the endpoint's row beside it. What the running kernel does not have is null, never 0.</summary>
public sealed class SctpSocket : InetSocket
{
    private readonly SctpInfoBlock _block;

    internal SctpSocket(in InetRecord record, InetDetail? detail, SctpInfoBlock block, SctpAddressList localAddresses, SctpAddressList? remoteAddresses, Origin origin) : base(record, detail, origin)
    {
        _block = block;
        LocalAddresses = localAddresses;
        RemoteAddresses = remoteAddresses;
    }

    // First in a CSV file, before what only this kind has.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => base.Protocol;

    /// <summary>The state (<c>idiag_state</c>), of an association that which means the same: SynSent for CookieWait and CookieEchoed, FinWait1 for ShutdownPending and ShutdownSent, CloseWait for ShutdownReceived, LastAck for
    /// ShutdownAckSent, Unconnected for Closed. Of an endpoint: Unconnected where it is one of many associations and does not listen; CloseWait where its only association is being closed, by whomever.</summary>
    public override SocketState State => base.State;

    /// <summary>Whether it is an association; else it is an endpoint (only an association has <c>INET_DIAG_PEERS</c>).</summary>
    public bool IsAssociation => Record.IsAssociation;

    /// <summary>The association's state under its own name (<c>idiag_state</c>); null on an endpoint.</summary>
    public SctpAssociationState? AssociationState => IsAssociation ? (SctpAssociationState)Record.KernelState : null;

    /// <summary>How the program uses the socket (<c>sctpi_s_type</c>); null on an association.</summary>
    public SctpSocketStyle? Style => (SctpSocketStyle?)_block.OfSocket<uint>(360);

    /// <summary>All addresses of this end (<c>INET_DIAG_LOCALS</c>), as <see cref="InetSocket.LocalAddress"/>, which is one of them; it is found by each. Of an endpoint those that it is bound to, of an association those that the peer may use.</summary>
    public SctpAddressList LocalAddresses { get; }

    /// <summary>All addresses of the peer (<c>INET_DIAG_PEERS</c>), as <see cref="InetSocket.RemoteAddress"/>, which is the primary one; it is found by each. A link-local one without its zone, which the kernel does not tell. Null on an endpoint.</summary>
    public SctpAddressList? RemoteAddresses { get; }

    /// <summary>Data chunks sent and not acknowledged, a count (<c>sctpi_unackdata</c>); null on an endpoint.</summary>
    public int? UnacknowledgedChunks => _block.OfAssociation<ushort>(12);

    /// <summary>Data chunks received that wait for one before them, a count (<c>sctpi_penddata</c>); null on an endpoint.</summary>
    public int? PendingChunks => _block.OfAssociation<ushort>(14);

    /// <summary>Packets that came and are not yet looked into, a count (<c>sctpi_inqueue</c>); null on an endpoint.</summary>
    public long? InboundQueueChunks => _block.OfAssociation<uint>(24);

    /// <summary>Data chunks that wait to be sent, a count (<c>sctpi_outqueue</c>); null on an endpoint.</summary>
    public long? OutboundQueueChunks => _block.OfAssociation<uint>(28);

    /// <summary>Streams from the peer, a count (<c>sctpi_instrms</c>); null on an endpoint.</summary>
    public int? InboundStreams => _block.OfAssociation<ushort>(16);

    /// <summary>Streams to the peer, a count (<c>sctpi_outstrms</c>); null on an endpoint.</summary>
    public int? OutboundStreams => _block.OfAssociation<ushort>(18);

    /// <summary>The window that the peer was told of, in bytes (<c>sctpi_rwnd</c>); null on an endpoint.</summary>
    public long? ReceiveWindowBytes => _block.OfAssociation<uint>(8);

    /// <summary>What the peer can take beyond what is on its way, in bytes (<c>sctpi_peer_rwnd</c>); null on an endpoint.</summary>
    public long? PeerReceiveWindowBytes => _block.OfAssociation<uint>(44);

    /// <summary>From which length on messages are cut into several chunks, in bytes (<c>sctpi_maxseg</c>); null on an endpoint.</summary>
    public long? MaximumSegmentBytes => _block.OfAssociation<uint>(40);

    /// <summary>How many packets may be sent at once, a count (<c>sctpi_max_burst</c>); null on an endpoint.</summary>
    public long? MaximumBurst => _block.OfAssociation<uint>(36);

    /// <summary>Timeouts in a row without an answer over any path, a count (<c>sctpi_overall_error</c>); null on an endpoint.</summary>
    public long? Errors => _block.OfAssociation<uint>(32);

    /// <summary>The tag of packets to us (<c>sctpi_tag</c>); null on an endpoint.</summary>
    public long? VerificationTag => _block.OfAssociation<uint>(0);

    /// <summary>The tag of packets to the peer (<c>sctpi_peer_tag</c>); null on an endpoint.</summary>
    public long? PeerVerificationTag => _block.OfAssociation<uint>(48);

    /// <summary>What the peer can do (<c>sctpi_peer_capable</c>); null on an endpoint.</summary>
    public SctpPeerCapabilities? PeerCapabilities => (SctpPeerCapabilities?)_block.OfAssociation<byte>(52);

    /// <summary>Acknowledgements received, a count (<c>sctpi_isacks</c>); null on an endpoint.</summary>
    public long? SacksReceived => _block.OfAssociation<long>(56);

    /// <summary>Acknowledgements sent, a count (<c>sctpi_osacks</c>); null on an endpoint.</summary>
    public long? SacksSent => _block.OfAssociation<long>(64);

    /// <summary>Packets sent, a count (<c>sctpi_opackets</c>); null on an endpoint.</summary>
    public long? PacketsSent => _block.OfAssociation<long>(72);

    /// <summary>Packets received, a count (<c>sctpi_ipackets</c>); null on an endpoint.</summary>
    public long? PacketsReceived => _block.OfAssociation<long>(80);

    /// <summary>Data chunks sent again, a count (<c>sctpi_rtxchunks</c>); null on an endpoint.</summary>
    public long? ChunksRetransmitted => _block.OfAssociation<long>(88);

    /// <summary>Data chunks received outside of the window, a count (<c>sctpi_outofseqtsns</c>); null on an endpoint.</summary>
    public long? ChunksOutOfSequence => _block.OfAssociation<long>(96);

    /// <summary>Data chunks that came again, a count (<c>sctpi_idupchunks</c>); null on an endpoint.</summary>
    public long? DuplicateChunksReceived => _block.OfAssociation<long>(104);

    /// <summary>Gaps in what the peer acknowledged, a count (<c>sctpi_gapcnt</c>); null on an endpoint.</summary>
    public long? GapAcknowledgements => _block.OfAssociation<long>(112);

    /// <summary>Unordered data chunks sent, a count (<c>sctpi_ouodchunks</c>); null on an endpoint.</summary>
    public long? UnorderedChunksSent => _block.OfAssociation<long>(120);

    /// <summary>Unordered data chunks received, a count (<c>sctpi_iuodchunks</c>); null on an endpoint.</summary>
    public long? UnorderedChunksReceived => _block.OfAssociation<long>(128);

    /// <summary>Ordered data chunks sent, a count (<c>sctpi_oodchunks</c>); null on an endpoint.</summary>
    public long? OrderedChunksSent => _block.OfAssociation<long>(136);

    /// <summary>Ordered data chunks received, a count (<c>sctpi_iodchunks</c>); null on an endpoint.</summary>
    public long? OrderedChunksReceived => _block.OfAssociation<long>(144);

    /// <summary>Control chunks sent, a count (<c>sctpi_octrlchunks</c>); null on an endpoint.</summary>
    public long? ControlChunksSent => _block.OfAssociation<long>(152);

    /// <summary>Control chunks received, a count (<c>sctpi_ictrlchunks</c>); null on an endpoint.</summary>
    public long? ControlChunksReceived => _block.OfAssociation<long>(160);

    /// <summary>The peer's address over which data is sent first, as RFC 5952 text (<c>sctpi_p_address</c>); null on an endpoint.</summary>
    public string? PrimaryAddress => _block.AddressOfAssociation(168) is InetAddress address ? Origin.AddressText(address, 0) : null;

    /// <summary>How that address answers (<c>sctpi_p_state</c>); null on an endpoint.</summary>
    public SctpPathState? PrimaryState => (SctpPathState?)_block.OfAssociation<int>(296);

    /// <summary>The primary path's congestion window, in bytes (<c>sctpi_p_cwnd</c>); null on an endpoint.</summary>
    public long? PrimaryCongestionWindowBytes => _block.OfAssociation<uint>(300);

    /// <summary>The primary path's slow start threshold, in bytes (<c>sctpi_p_ssthresh</c>); null on an endpoint.</summary>
    public long? PrimarySlowStartThresholdBytes => _block.OfAssociation<uint>(328);

    /// <summary>Bytes on their way over the primary path (<c>sctpi_p_flight_size</c>); null on an endpoint.</summary>
    public long? PrimaryInFlightBytes => _block.OfAssociation<uint>(336);

    /// <summary>Bytes acknowledged towards the next growth of the congestion window (<c>sctpi_p_partial_bytes_acked</c>); null on an endpoint.</summary>
    public long? PrimaryPartialBytesAcknowledged => _block.OfAssociation<uint>(332);

    /// <summary>The primary path's smoothed round-trip time in the kernel's ticks (<c>CONFIG_HZ</c> a second, which it does not tell) (<c>sctpi_p_srtt</c>); null on an endpoint.</summary>
    public long? PrimaryRttTicks => _block.OfAssociation<uint>(304);

    /// <summary>The primary path's retransmission timeout, in milliseconds (<c>sctpi_p_rto</c>); null on an endpoint.</summary>
    public double? PrimaryRtoMilliseconds => _block.OfAssociation<uint>(308);

    /// <summary>How often an idle primary path is probed, in the kernel's ticks, as <see cref="PrimaryRttTicks"/> (<c>sctpi_p_hbinterval</c>); null on an endpoint.</summary>
    public long? PrimaryHeartbeatTicks => _block.OfAssociation<uint>(312);

    /// <summary>Timeouts in a row after which the primary path counts as dead, a count (<c>sctpi_p_pathmaxrxt</c>); null on an endpoint.</summary>
    public long? PrimaryRetransmitsLimit => _block.OfAssociation<uint>(316);

    /// <summary>How long an acknowledgement may wait, in milliseconds (<c>sctpi_p_sackdelay</c>); null on an endpoint.</summary>
    public double? PrimarySackDelayMilliseconds => _block.OfAssociation<uint>(320);

    /// <summary>Timeouts in a row without an answer over the primary path, a count (<c>sctpi_p_error</c>); null on an endpoint.</summary>
    public int? PrimaryErrors => _block.OfAssociation<ushort>(340);

    /// <summary>Seconds without data after which associations are closed; 0 for never (<c>sctpi_s_autoclose</c>); null on an association.</summary>
    public long? AutoCloseSeconds => _block.OfSocket<uint>(344);

    /// <summary>A number that peers are told when an association begins (<c>sctpi_s_adaptation_ind</c>); null on an association.</summary>
    public long? AdaptationIndication => _block.OfSocket<uint>(348);

    /// <summary>From which length on a message is handed over before its end has come, in bytes; 0 where only the buffer decides (<c>sctpi_s_pd_point</c>); null on an association.</summary>
    public long? PartialDeliveryBytes => _block.OfSocket<uint>(352);

    /// <summary>Whether small messages are sent at once (<c>sctpi_s_nodelay</c>); null on an association.</summary>
    public bool? HasNoDelay => _block.OfSocket<byte>(356) is byte value ? value != 0 : null;

    /// <summary>Whether messages that are too long are refused in place of being cut (<c>sctpi_s_disable_fragments</c>); null on an association.</summary>
    public bool? DisablesFragments => _block.OfSocket<byte>(357) is byte value ? value != 0 : null;

    /// <summary>Whether IPv4 addresses are handed to the program as IPv6 ones (<c>sctpi_s_v4mapped</c>); null on an association.</summary>
    public bool? MapsIPv4Addresses => _block.OfSocket<byte>(358) is byte value ? value != 0 : null;

    /// <summary>How messages that come in pieces may mix: 0 not at all, 1 of different associations, 2 of different streams too (<c>sctpi_s_frag_interleave</c>); null on an association.</summary>
    public int? FragmentInterleave => _block.OfSocket<byte>(359);

    /// <summary>As <c>Sctp Established 10.0.0.5:3868 10.0.9.1:3868</c>; an association's own state in place of the state.</summary>
    public override string ToString() =>
        $"{Protocol} {AssociationState?.ToString() ?? State.ToString()} {new EndpointText(LocalAddress, LocalPort)} {new EndpointText(RemoteAddress, RemotePort)}";
}
