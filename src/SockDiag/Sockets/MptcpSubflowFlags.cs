namespace SockDiag;

/// <summary>What was agreed on for an MPTCP subflow (<c>MPTCP_SUBFLOW_FLAG_*</c>).</summary>
[Flags]
public enum MptcpSubflowFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The peer asked for MPTCP on the first subflow.</summary>
    CapableRemote = 1 << 0,

    /// <summary>We asked for MPTCP on the first subflow.</summary>
    CapableLocal = 1 << 1,

    /// <summary>The peer joined a further subflow.</summary>
    JoinRemote = 1 << 2,

    /// <summary>We joined a further subflow.</summary>
    JoinLocal = 1 << 3,

    /// <summary>The peer calls it a backup.</summary>
    BackupRemote = 1 << 4,

    /// <summary>We call it a backup.</summary>
    BackupLocal = 1 << 5,

    /// <summary>MPTCP is fully established.</summary>
    FullyEstablished = 1 << 6,

    /// <summary>The subflow is connected.</summary>
    Connected = 1 << 7,

    /// <summary>There is a present mapping.</summary>
    MappingValid = 1 << 8,
}
