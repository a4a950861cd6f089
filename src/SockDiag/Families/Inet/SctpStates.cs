namespace SockDiag.Families.Inet;

/// <summary>An association's state among those of all sockets: it is asked for by what it means.</summary>
internal static class SctpStates
{
    public static SocketState ToSocketState(this SctpAssociationState state) => state switch
    {
        SctpAssociationState.CookieWait or SctpAssociationState.CookieEchoed => SocketState.SynSent,
        SctpAssociationState.Established => SocketState.Established,
        SctpAssociationState.ShutdownPending or SctpAssociationState.ShutdownSent => SocketState.FinWait1,
        SctpAssociationState.ShutdownReceived => SocketState.CloseWait,
        SctpAssociationState.ShutdownAckSent => SocketState.LastAck,
        _ => SocketState.Unconnected,
    };
}
