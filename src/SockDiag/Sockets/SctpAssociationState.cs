namespace SockDiag;

/// <summary>States of an SCTP association, as RFC 9260 and the kernel count them (<c>enum sctp_state</c>).</summary>
public enum SctpAssociationState
{
    /// <summary>There is none yet, or none any more.</summary>
    Closed = 0,

    /// <summary>We sent INIT; the peer has not answered.</summary>
    CookieWait = 1,

    /// <summary>The peer answered INIT, we gave its cookie back, and it has not acknowledged that.</summary>
    CookieEchoed = 2,

    /// <summary>In use.</summary>
    Established = 3,

    /// <summary>The program here closed; what it sent is not yet acknowledged, and until then the peer is not told.</summary>
    ShutdownPending = 4,

    /// <summary>We sent SHUTDOWN; the peer has not acknowledged it.</summary>
    ShutdownSent = 5,

    /// <summary>The peer sent SHUTDOWN; what we sent is not yet acknowledged.</summary>
    ShutdownReceived = 6,

    /// <summary>We acknowledged the peer's SHUTDOWN; it has not said that all is over.</summary>
    ShutdownAckSent = 7,
}
