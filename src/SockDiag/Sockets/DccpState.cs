namespace SockDiag;

/// <summary>States of a DCCP socket (RFC 4340, section 8), numbered as the kernel does since Linux 6.8 (<c>enum dccp_state</c>).</summary>
public enum DccpState
{
    /// <summary>In use.</summary>
    Open = 1,

    /// <summary>We sent a Request; the server has not answered.</summary>
    Requesting = 2,

    /// <summary>A Request came and was answered; the client has not acknowledged that.</summary>
    Respond = 3,

    /// <summary>The server closed and asked the client to close (CloseReq), which it has not done.</summary>
    ActiveCloseRequest = 4,

    /// <summary>Both closed: the address pair rests for a while.</summary>
    TimeWait = 6,

    /// <summary>Bound to a port, neither listening nor connecting. Listed since Linux 6.8.</summary>
    Closed = 7,

    /// <summary>The peer closed; the program here has not.</summary>
    PassiveClose = 8,

    /// <summary>Waits for connections.</summary>
    Listen = 10,

    /// <summary>We closed; the peer has not acknowledged it.</summary>
    Closing = 11,

    /// <summary>As <see cref="Respond"/>, before there is a socket.</summary>
    RespondNew = 12,

    /// <summary>A client that got the server's answer and has not yet heard that its own came: it may send.</summary>
    PartOpen = 14,

    /// <summary>A client that the server asked to close; the program here has not.</summary>
    PassiveCloseRequest = 15,
}
