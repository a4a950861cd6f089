namespace SockDiag;

/// <summary>What an SCTP peer can do (<c>sctpi_peer_capable</c>).</summary>
[Flags]
public enum SctpPeerCapabilities
{
    /// <summary>None of these.</summary>
    None = 0,

    /// <summary>Authentication of chunks.</summary>
    Authentication = 1 << 0,

    /// <summary>Giving messages up (PR-SCTP).</summary>
    PartialReliability = 1 << 1,

    /// <summary>Changing addresses while in use (ASCONF).</summary>
    AddressChanges = 1 << 2,

    /// <summary>Changing streams while in use (RE-CONFIG). Told since Linux 6.4.</summary>
    StreamChanges = 1 << 3,

    /// <summary>IPv6 addresses.</summary>
    IPv6 = 1 << 4,

    /// <summary>IPv4 addresses.</summary>
    IPv4 = 1 << 5,

    /// <summary>Explicit congestion notification.</summary>
    Ecn = 1 << 6,

    /// <summary>Messages that come in pieces of several (I-DATA). Told since Linux 6.4.</summary>
    Interleaving = 1 << 7,
}
