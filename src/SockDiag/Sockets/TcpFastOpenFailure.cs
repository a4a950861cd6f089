namespace SockDiag;

/// <summary>Why a client's TCP Fast Open did not work (<c>enum tcp_fastopen_client_fail</c>).</summary>
public enum TcpFastOpenFailure
{
    /// <summary>It was not tried, or it worked.</summary>
    Unspecified = 0,

    /// <summary>There was no cookie for the server yet.</summary>
    CookieUnavailable = 1,

    /// <summary>The server did not acknowledge the data in the SYN.</summary>
    DataNotAcknowledged = 2,

    /// <summary>The SYN had to be sent again.</summary>
    SynRetransmitted = 3,
}
