using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>An MPTCP connection, or a listener for them, with the kernel's bookkeeping (<c>struct mptcp_info</c>), which a listener has not. ReceiveQueue and SendQueue are kernel memory. What the running kernel does not have is null, never 0.</summary>
public sealed class MptcpSocket : InetSocket
{
    private static readonly Version _laminarEndpoints = new(6, 18);

    private readonly MptcpInfoBlock _block;

    internal MptcpSocket(in InetRecord record, InetDetail? detail, MptcpInfoBlock block, MptcpSubflowList? subflows, Origin origin) : base(record, detail, origin)
    {
        _block = block;
        Subflows = subflows;
    }

    // First in a CSV file, before what only this kind has.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => base.Protocol;

    /// <summary>The state of the connection, not of its subflows (<c>idiag_state</c>).</summary>
    public override SocketState State => base.State;

    /// <summary>The connection's number on this machine, by which its subflows are joined (<c>mptcpi_token</c>); null on a listener.</summary>
    public long? Token => _block.Token;

    /// <summary>What became of it (<c>mptcpi_flags</c>); null on a listener.</summary>
    public MptcpFlags? Flags => (MptcpFlags?)_block.Read<uint>(8, MptcpInfoBlock.SinceFirst);

    /// <summary>The TCP connections that carry it, with the kernel's bookkeeping of each, joined by <see cref="Token"/> (<c>MPTCP_SUBFLOW_ATTR_TOKEN_LOC</c>) to a list of the same moment. Empty on a listener; null where
    /// none is told of: before Linux 6.15 the kernel tells callers with CAP_NET_ADMIN only.</summary>
    public MptcpSubflowList? Subflows { get; }

    /// <summary>How many subflows there are, a count, the first included (<c>mptcpi_subflows_total</c>, Linux 6.8).</summary>
    public int? SubflowsTotal => _block.Read<byte>(80, MptcpInfoBlock.SinceTotal);

    /// <summary>Subflows that joined the first one, a count (<c>mptcpi_subflows</c>).</summary>
    public int? SubflowsJoined => _block.Read<byte>(0, MptcpInfoBlock.SinceFirst);

    /// <summary>How many may join, a count (<c>mptcpi_subflows_max</c>; <c>ip mptcp limits</c>).</summary>
    public int? SubflowsJoinedLimit => _block.Read<byte>(3, MptcpInfoBlock.SinceFirst);

    /// <summary>Addresses of ours that the peer was told of, a count (<c>mptcpi_add_addr_signal</c>).</summary>
    public int? AddressesSignaled => _block.Read<byte>(1, MptcpInfoBlock.SinceFirst);

    /// <summary>How many the peer may be told of, a count (<c>mptcpi_add_addr_signal_max</c>).</summary>
    public int? AddressesSignaledLimit => _block.Read<byte>(4, MptcpInfoBlock.SinceFirst);

    /// <summary>Addresses that the peer told and that were taken up, a count (<c>mptcpi_add_addr_accepted</c>).</summary>
    public int? AddressesAccepted => _block.Read<byte>(2, MptcpInfoBlock.SinceFirst);

    /// <summary>How many are taken up, a count (<c>mptcpi_add_addr_accepted_max</c>; <c>ip mptcp limits</c>).</summary>
    public int? AddressesAcceptedLimit => _block.Read<byte>(5, MptcpInfoBlock.SinceFirst);

    /// <summary>Local addresses that further subflows use, a count (<c>mptcpi_local_addr_used</c>, Linux 5.12).</summary>
    public int? LocalAddressesUsed => _block.Read<byte>(40, MptcpInfoBlock.SinceAddresses);

    /// <summary>Local addresses that further subflows may use, a count (<c>mptcpi_local_addr_max</c>, Linux 5.12).</summary>
    public int? LocalAddressesLimit => _block.Read<byte>(41, MptcpInfoBlock.SinceAddresses);

    /// <summary>Endpoints of the type laminar, a count (<c>mptcpi_endp_laminar_max</c>, Linux 6.18).</summary>
    public int? LaminarEndpointsLimit => Origin.KernelRelease >= _laminarEndpoints ? _block.Read<byte>(81, MptcpInfoBlock.SinceLastTimes) : null;

    /// <summary>Whether the data has a checksum of MPTCP's own (<c>mptcpi_csum_enabled</c>, Linux 5.14).</summary>
    public bool? HasChecksum => _block.Read<byte>(42, MptcpInfoBlock.SinceAddresses) is byte enabled ? enabled != 0 : null;

    /// <summary>Bytes sent by the program, those sent again not counted (<c>mptcpi_bytes_sent</c>, Linux 6.5).</summary>
    public long? BytesSent => _block.Read<long>(56, MptcpInfoBlock.SinceBytes);

    /// <summary>Bytes that the peer acknowledged (<c>mptcpi_bytes_acked</c>, Linux 6.5).</summary>
    public long? BytesAcknowledged => _block.Read<long>(72, MptcpInfoBlock.SinceBytes);

    /// <summary>Bytes received (<c>mptcpi_bytes_received</c>, Linux 6.5).</summary>
    public long? BytesReceived => _block.Read<long>(64, MptcpInfoBlock.SinceBytes);

    /// <summary>Bytes sent again on another subflow (<c>mptcpi_bytes_retrans</c>, Linux 6.5).</summary>
    public long? BytesRetransmitted => _block.Read<long>(48, MptcpInfoBlock.SinceBytes);

    /// <summary>How often data was sent again on another subflow, a count (<c>mptcpi_retransmits</c>, Linux 6.5).</summary>
    public long? RetransmitsTotal => _block.Read<uint>(44, MptcpInfoBlock.SinceBytes);

    /// <summary>The number of the next byte that is sent, in the connection's own counting (<c>mptcpi_write_seq</c>).</summary>
    public ulong? WriteSequence => _block.Read<ulong>(16, MptcpInfoBlock.SinceFirst);

    /// <summary>The number of the first byte that the peer has not acknowledged (<c>mptcpi_snd_una</c>).</summary>
    public ulong? UnacknowledgedSequence => _block.Read<ulong>(24, MptcpInfoBlock.SinceFirst);

    /// <summary>The number of the next byte that is received, in the peer's counting (<c>mptcpi_rcv_nxt</c>).</summary>
    public ulong? ReceiveSequence => _block.Read<ulong>(32, MptcpInfoBlock.SinceFirst);

    /// <summary>How long ago data was sent, in milliseconds (<c>mptcpi_last_data_sent</c>, Linux 6.10); where none was, since the connection began.</summary>
    public long? LastDataSentMilliseconds => _block.Read<uint>(84, MptcpInfoBlock.SinceLastTimes);

    /// <summary>How long ago data came, in milliseconds (<c>mptcpi_last_data_recv</c>, Linux 6.10); where none did, since the connection began.</summary>
    public long? LastDataReceivedMilliseconds => _block.Read<uint>(88, MptcpInfoBlock.SinceLastTimes);

    /// <summary>How long ago an acknowledgement came, in milliseconds (<c>mptcpi_last_ack_recv</c>, Linux 6.10).</summary>
    public long? LastAckReceivedMilliseconds => _block.Read<uint>(92, MptcpInfoBlock.SinceLastTimes);
}
