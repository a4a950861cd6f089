namespace SockDiag;

/// <summary>What TCP's congestion control is doing (<c>enum tcp_ca_state</c>).</summary>
public enum TcpCongestionState
{
    /// <summary>Nothing is wrong.</summary>
    Open = 0,

    /// <summary>Duplicate or selective acknowledgements came: maybe a loss, maybe another order.</summary>
    Disorder = 1,

    /// <summary>The window is being reduced after a congestion mark or a local queue's drop.</summary>
    Cwr = 2,

    /// <summary>A loss was found by acknowledgements and is being repaired.</summary>
    Recovery = 3,

    /// <summary>A loss was found by a timeout.</summary>
    Loss = 4,
}
