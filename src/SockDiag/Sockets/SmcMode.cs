namespace SockDiag;

/// <summary>How an SMC connection carries its data.</summary>
public enum SmcMode
{
    /// <summary>Through memory of the other machine, over RDMA (SMC-R).</summary>
    SmcR = 0,

    /// <summary>Over TCP: the ends did not agree on more.</summary>
    Fallback = 1,

    /// <summary>Through memory that both ends share on one machine, over ISM devices (SMC-D).</summary>
    SmcD = 2,
}
