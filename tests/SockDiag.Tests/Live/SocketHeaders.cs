#pragma warning disable IDE1006 // the headers' own names

namespace SockDiag.Tests.Live;

/// <summary>Numbers of the Linux headers that Tmds.LibC lacks.</summary>
internal static class SocketHeaders
{
    public const int SIOCINQ = 0x541b;
    public const int SIOCOUTQ = 0x5411;
    public const int IP_RECVERR_RFC4884 = 26;
}
