namespace SockDiag.Families.Smc;

/// <summary>An SMC state among those of all sockets: it is asked for by what it means.</summary>
internal static class SmcStates
{
    /// <param name="state">Its own state.</param>
    /// <param name="hasPeer">Whether it has a peer's port: INIT is both a socket that is new and one on the way to its peer.</param>
    /// <param name="isHeld">Whether a program has it: the end that will be accepted is on that way too.</param>
    /// <param name="fellBack">One that fell back before it was connected stays in INIT, whatever its TCP socket does.</param>
    public static SocketState ToSocketState(this SmcState state, bool hasPeer, bool isHeld, bool fellBack) => state switch
    {
        SmcState.Init when hasPeer => fellBack ? SocketState.Established : isHeld ? SocketState.SynSent : SocketState.SynReceived,
        SmcState.Active => SocketState.Established,
        SmcState.Listen => SocketState.Listen,
        SmcState.PeerCloseWait1 => SocketState.FinWait1,
        SmcState.PeerCloseWait2 => SocketState.FinWait2,
        SmcState.AppCloseWait1 or SmcState.AppCloseWait2 or SmcState.AppFinCloseWait or SmcState.ProcessAbort => SocketState.CloseWait,
        SmcState.PeerFinCloseWait => SocketState.LastAck,
        SmcState.PeerAbortWait => SocketState.Closing,
        _ => SocketState.Unconnected,
    };
}
