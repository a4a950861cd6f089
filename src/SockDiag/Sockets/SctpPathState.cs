namespace SockDiag;

/// <summary>How an address of an SCTP peer answers (<c>enum sctp_spinfo_state</c>).</summary>
public enum SctpPathState
{
    /// <summary>It did not answer more often than is allowed: it is not used.</summary>
    Inactive = 0,

    /// <summary>It did not answer some times, others are used before it.</summary>
    PotentiallyFailed = 1,

    /// <summary>It answers.</summary>
    Active = 2,

    /// <summary>It has not answered yet.</summary>
    Unconfirmed = 3,

    /// <summary>Not known.</summary>
    Unknown = 0xffff,
}
