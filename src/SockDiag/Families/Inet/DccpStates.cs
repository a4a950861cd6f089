namespace SockDiag.Families.Inet;

/// <summary>A DCCP state among those of all sockets: it is asked for by what it means.</summary>
internal static class DccpStates
{
    // PARTOPEN stands behind TCP's last state, and PASSIVE-CLOSEREQ behind that: TCP had one less before Linux 6.8.
    private const byte PartOpenBefore = 13, PassiveCloseRequestBefore = 14;

    /// <summary>The bits in which kernels may have those two.</summary>
    public const SocketState BehindTcp = (SocketState)(1 << PartOpenBefore | 1 << (int)DccpState.PartOpen | 1 << (int)DccpState.PassiveCloseRequest);

    private static readonly Version _boundInactive = new(6, 8);

    public static SocketState ToSocketState(this DccpState state) => state switch
    {
        DccpState.PartOpen => SocketState.Established,
        DccpState.PassiveCloseRequest => SocketState.CloseWait,
        DccpState.Closed => SocketState.BoundInactive,
        DccpState.RespondNew => SocketState.SynReceived,
        _ => (SocketState)(1 << (int)state),
    };

    /// <summary>What a number means on a kernel; in a recording, of which that is not known, on the later ones.</summary>
    public static DccpState Of(byte number, Version? release) => number switch
    {
        PartOpenBefore => DccpState.PartOpen, // later kernels have no socket in 13
        PassiveCloseRequestBefore when release is not null && release < _boundInactive => DccpState.PassiveCloseRequest,
        _ => (DccpState)number,
    };
}
