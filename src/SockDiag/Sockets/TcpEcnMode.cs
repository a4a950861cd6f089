namespace SockDiag;

/// <summary>Which explicit congestion notification a connection uses (<c>tcpi_ecn_mode</c>).</summary>
public enum TcpEcnMode
{
    /// <summary>None.</summary>
    Off = 0,

    /// <summary>The classic one of RFC 3168.</summary>
    Rfc3168 = 1,

    /// <summary>Accurate ECN.</summary>
    Accurate = 2,

    /// <summary>Not agreed on yet.</summary>
    Pending = 3,
}
