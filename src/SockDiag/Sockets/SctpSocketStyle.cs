namespace SockDiag;

/// <summary>How a program uses an SCTP socket (<c>sctpi_s_type</c>).</summary>
public enum SctpSocketStyle
{
    /// <summary>One socket for any number of associations, without accept() (<c>SOCK_SEQPACKET</c>).</summary>
    OneToMany = 0,

    /// <summary>Of an association that was peeled off a socket of many (<c>SCTP_SOCKOPT_PEELOFF</c>).</summary>
    PeeledOff = 1,

    /// <summary>A listener and a socket for each association, as with TCP (<c>SOCK_STREAM</c>).</summary>
    OneToOne = 2,
}
