namespace SockDiag;

/// <summary>What an MPTCP connection is in (<c>MPTCP_INFO_FLAG_*</c>).</summary>
[Flags]
public enum MptcpFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It went on as plain TCP: the peer or something on the way does not do MPTCP.</summary>
    Fallback = 1 << 0,

    /// <summary>The peer's key came: MPTCP was agreed on.</summary>
    RemoteKeyReceived = 1 << 1,
}
