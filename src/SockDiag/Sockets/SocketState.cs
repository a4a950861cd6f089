namespace SockDiag;

/// <summary>States of a socket: one bit a state, at the kernel's number (<c>1 &lt;&lt; TCP_ESTABLISHED</c>), so that several are asked for in one value. A socket is in one.</summary>
[Flags]
public enum SocketState
{
    /// <summary>No state.</summary>
    None = 0,

    /// <summary>A connection in use; a UDP socket that was connected.</summary>
    Established = 1 << 1,

    /// <summary>Our SYN is out, no answer yet.</summary>
    SynSent = 1 << 2,

    /// <summary>A SYN came, the handshake is not finished: half-open requests too.</summary>
    SynReceived = 1 << 3,

    /// <summary>We closed; the peer has not acknowledged our FIN.</summary>
    FinWait1 = 1 << 4,

    /// <summary>We closed, the peer acknowledged it and has not closed itself.</summary>
    FinWait2 = 1 << 5,

    /// <summary>Both closed, we first: the address pair rests for a minute.</summary>
    TimeWait = 1 << 6,

    /// <summary>A datagram socket without a peer (the kernel's <c>TCP_CLOSE</c>).</summary>
    Unconnected = 1 << 7,

    /// <summary>The peer closed; the program here has not.</summary>
    CloseWait = 1 << 8,

    /// <summary>The peer closed, then we did; our FIN is not acknowledged.</summary>
    LastAck = 1 << 9,

    /// <summary>Waits for connections.</summary>
    Listen = 1 << 10,

    /// <summary>Both closed at once; our FIN is not acknowledged.</summary>
    Closing = 1 << 11,

    /// <summary>Half-open requests alone. It is asked for and never answered: such sockets are <see cref="SynReceived"/>.</summary>
    NewSynReceived = 1 << 12,

    /// <summary>A TCP socket that is bound to a port and neither listens nor connects. Listed since Linux 6.8.</summary>
    BoundInactive = 1 << 13,

    /// <summary>Every state that a socket can be in.</summary>
    All = Established | SynSent | SynReceived | FinWait1 | FinWait2 | TimeWait | Unconnected | CloseWait | LastAck | Listen | Closing | BoundInactive,

    /// <summary>All but <see cref="Listen"/>, <see cref="Unconnected"/> and <see cref="BoundInactive"/>.</summary>
    Connected = All & ~(Listen | Unconnected | BoundInactive),

    /// <summary><see cref="Connected"/> less <see cref="SynSent"/>.</summary>
    Synchronized = Connected & ~SynSent,

    /// <summary>The states that the kernel keeps in small records: <see cref="SynReceived"/> and <see cref="TimeWait"/>.</summary>
    Bucket = SynReceived | TimeWait,

    /// <summary>All less <see cref="Bucket"/>.</summary>
    Big = All & ~Bucket,
}
