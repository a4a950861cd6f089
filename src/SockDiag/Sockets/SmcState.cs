namespace SockDiag;

/// <summary>States of an SMC socket, numbered as the kernel does (<c>enum smc_state</c>). A connection that fell back to TCP stays in <see cref="Active"/> until it is closed here.</summary>
public enum SmcState
{
    /// <summary>In use.</summary>
    Active = 1,

    /// <summary>New, bound, or on the way to a peer.</summary>
    Init = 2,

    /// <summary>Over.</summary>
    Closed = 7,

    /// <summary>Waits for connections.</summary>
    Listen = 10,

    /// <summary>We closed, or send no more; the peer still sends and has not acknowledged it.</summary>
    PeerCloseWait1 = 20,

    /// <summary>The same, and the peer sends no more.</summary>
    PeerCloseWait2 = 21,

    /// <summary>The peer closed, or sends no more; the program here has not closed.</summary>
    AppCloseWait1 = 22,

    /// <summary>The same, and the program here sends no more.</summary>
    AppCloseWait2 = 23,

    /// <summary>We sent no more first, then the peer closed; the program here has not closed.</summary>
    AppFinCloseWait = 24,

    /// <summary>The peer sent no more first, then we closed; the peer has not closed.</summary>
    PeerFinCloseWait = 25,

    /// <summary>We broke the connection off; the peer has not acknowledged it.</summary>
    PeerAbortWait = 26,

    /// <summary>The peer broke the connection off, or its link failed; the program here has not closed.</summary>
    ProcessAbort = 27,
}
