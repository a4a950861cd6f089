namespace SockDiag;

/// <summary>The timer that runs on a socket (<c>idiag_timer</c>); of an SCTP association only <see cref="Retransmit"/> is told.</summary>
public enum SocketTimer
{
    /// <summary>None.</summary>
    Off = 0,

    /// <summary>Retransmission, reordering or tail-loss probe. It hides a running keepalive.</summary>
    Retransmit = 1,

    /// <summary>Keepalive.</summary>
    Keepalive = 2,

    /// <summary>The end of TIME-WAIT, or of a closed FIN-WAIT-2.</summary>
    TimeWait = 3,

    /// <summary>Zero-window probe. It hides a running keepalive.</summary>
    ZeroWindowProbe = 4,

    /// <summary>Delayed acknowledgement. Told since the releases after Linux 6.18.</summary>
    DelayedAck = 5,
}
