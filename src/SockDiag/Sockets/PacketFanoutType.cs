namespace SockDiag;

/// <summary>How packets are shared out among the sockets of a group (<c>PACKET_FANOUT_*</c>).</summary>
public enum PacketFanoutType
{
    /// <summary>By a hash of the flow (<c>PACKET_FANOUT_HASH</c>).</summary>
    Hash = 0,

    /// <summary>In turn (<c>PACKET_FANOUT_LB</c>).</summary>
    LoadBalance = 1,

    /// <summary>By the processor that received them (<c>PACKET_FANOUT_CPU</c>).</summary>
    Cpu = 2,

    /// <summary>To one until it is full, then to the next (<c>PACKET_FANOUT_ROLLOVER</c>).</summary>
    Rollover = 3,

    /// <summary>By chance (<c>PACKET_FANOUT_RND</c>).</summary>
    Random = 4,

    /// <summary>By the device's queue (<c>PACKET_FANOUT_QM</c>).</summary>
    QueueMapping = 5,

    /// <summary>By a classic BPF program (<c>PACKET_FANOUT_CBPF</c>).</summary>
    ClassicBpf = 6,

    /// <summary>By an extended BPF program (<c>PACKET_FANOUT_EBPF</c>).</summary>
    ExtendedBpf = 7,
}
