namespace SockDiag;

/// <summary>Which end of an SMC-R link group this machine is.</summary>
public enum SmcLinkRole
{
    /// <summary>It connected first.</summary>
    Client = 0,

    /// <summary>It accepted the first connection.</summary>
    Server = 1,
}
