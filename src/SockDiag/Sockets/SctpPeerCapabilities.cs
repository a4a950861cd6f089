namespace SockDiag;

/// <summary>What an SCTP peer can do (<c>sctpi_peer_capable</c>).</summary>
[Flags]
public enum SctpPeerCapabilities
{
    /// <summary>None of these.</summary>
    None = 0,

    /// <summary>Explicit congestion notification.</summary>
    Ecn = 1 << 0,

    /// <summary>IPv4 addresses.</summary>
    IPv4 = 1 << 1,

    /// <summary>IPv6 addresses.</summary>
    IPv6 = 1 << 2,

    /// <summary>Host names as addresses.</summary>
    HostNames = 1 << 3,

    /// <summary>Changing addresses while in use (ASCONF).</summary>
    AddressChanges = 1 << 4,

    /// <summary>Giving messages up (PR-SCTP).</summary>
    PartialReliability = 1 << 5,

    /// <summary>Authentication of chunks.</summary>
    Authentication = 1 << 6,
}
