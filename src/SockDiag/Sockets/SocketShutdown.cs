namespace SockDiag;

/// <summary>Which directions were shut down (<c>INET_DIAG_SHUTDOWN</c>, <c>UNIX_DIAG_SHUTDOWN</c>).</summary>
[Flags]
public enum SocketShutdown
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>Nothing more is received: the peer's FIN came, or shutdown(SHUT_RD).</summary>
    Receive = 1,

    /// <summary>Nothing more is sent: shutdown(SHUT_WR), or closed.</summary>
    Send = 2,
}
