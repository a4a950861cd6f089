namespace SockDiag;

/// <summary>Why a connection fell back to TCP, under the kernel's numbers (<c>SMC_CLC_DECL_*</c>), which ends also send each other. One that has no name here is its number.</summary>
public enum SmcFallbackReason : uint
{
    /// <summary>One end lacked memory for it (<c>MEM</c>).</summary>
    InsufficientMemory = 0x01010000,

    /// <summary>The peer did not confirm the first link in time (<c>TIMEOUT_CL</c>).</summary>
    ConfirmLinkTimeout = 0x02010000,

    /// <summary>The peer did not add a second link in time (<c>TIMEOUT_AL</c>).</summary>
    AddLinkTimeout = 0x02020000,

    /// <summary>The configuration does not allow it (<c>CNFERR</c>).</summary>
    ConfigurationError = 0x03000000,

    /// <summary>The peer speaks TCP alone (<c>PEERNOSMC</c>).</summary>
    PeerLacksSmc = 0x03010000,

    /// <summary>The connection uses IPsec (<c>IPSEC</c>).</summary>
    IPsec = 0x03020000,

    /// <summary>No device was found, neither for SMC-R nor for SMC-D (<c>NOSMCDEV</c>).</summary>
    NoDevice = 0x03030000,

    /// <summary>No device was found for SMC-D (<c>NOSMCDDEV</c>).</summary>
    NoSmcDDevice = 0x03030001,

    /// <summary>No device was found for SMC-R (<c>NOSMCRDEV</c>).</summary>
    NoSmcRDevice = 0x03030002,

    /// <summary>The hardware has no second version of ISM, which SMC-D uses (<c>NOISM2SUPP</c>).</summary>
    NoIsmV2 = 0x03030003,

    /// <summary>The peer did not say what it can of the second version of SMC (<c>NOV2EXT</c>).</summary>
    NoV2Extension = 0x03030004,

    /// <summary>The same for SMC-D (<c>NOV2DEXT</c>).</summary>
    NoSmcDV2Extension = 0x03030005,

    /// <summary>The peer did not name its system's enterprise id (<c>NOSEID</c>).</summary>
    NoSystemEid = 0x03030006,

    /// <summary>No device was found for the second version of SMC-D (<c>NOSMCD2DEV</c>).</summary>
    NoSmcDV2Device = 0x03030007,

    /// <summary>The peer named no enterprise id of users (<c>NOUEID</c>).</summary>
    NoUserEid = 0x03030008,

    /// <summary>The ends did not agree on a release (<c>RELEASEERR</c>).</summary>
    ReleaseMismatch = 0x03030009,

    /// <summary>The ends did not agree on how many connections a link group has (<c>MAXCONNERR</c>).</summary>
    ConnectionsLimitMismatch = 0x0303000a,

    /// <summary>The ends did not agree on how many links a link group has (<c>MAXLINKERR</c>).</summary>
    LinksLimitMismatch = 0x0303000b,

    /// <summary>One end has SMC-R alone, the other SMC-D (<c>MODEUNSUPP</c>).</summary>
    ModeMismatch = 0x03040000,

    /// <summary>The peer wants marks in its buffers, which Linux does not write (<c>RMBE_EC</c>).</summary>
    BufferMismatch = 0x03050000,

    /// <summary>The program set an option of TCP that SMC has not: TCP_FASTOPEN, for instance (<c>OPTUNSUPP</c>).</summary>
    OptionUnsupported = 0x03060000,

    /// <summary>The ends are in different IP networks (<c>DIFFPREFIX</c>).</summary>
    SubnetMismatch = 0x03070000,

    /// <summary>The VLAN of the IP device was not found out (<c>GETVLANERR</c>).</summary>
    VlanUnknown = 0x03080000,

    /// <summary>The VLAN was not registered at the ISM device (<c>ISMVLANERR</c>).</summary>
    VlanNotRegistered = 0x03090000,

    /// <summary>The link group has no active link (<c>NOACTLINK</c>).</summary>
    NoActiveLink = 0x030a0000,

    /// <summary>The server's link was not found (<c>NOSRVLINK</c>).</summary>
    ServerLinkNotFound = 0x030b0000,

    /// <summary>The versions of SMC do not match (<c>VERSMISMAT</c>).</summary>
    VersionMismatch = 0x030c0000,

    /// <summary>The SMC-D device has no buffer left (<c>MAX_DMB</c>).</summary>
    BufferLimit = 0x030d0000,

    /// <summary>The peer's device is not reached (second version of SMC-R) (<c>NOROUTE</c>).</summary>
    NoRoute = 0x030e0000,

    /// <summary>One end reaches the other's device over a router, which the other does not allow (second version of SMC-R) (<c>NOINDIRECT</c>).</summary>
    IndirectMismatch = 0x030f0000,

    /// <summary>The ends do not agree on the link group that is there (<c>SYNCERR</c>).</summary>
    SynchronizationError = 0x04000000,

    /// <summary>The peer declined: <see cref="SmcSocket.PeerDiagnosis"/> says why (<c>PEERDECL</c>).</summary>
    PeerDeclined = 0x05000000,

    /// <summary>An error that is none of the others (<c>INTERR</c>).</summary>
    InternalError = 0x09990000,

    /// <summary>The peer's keys to its memory could not be kept (<c>ERR_RTOK</c>).</summary>
    TokenError = 0x09990001,

    /// <summary>The link could not be made ready (<c>ERR_RDYLNK</c>).</summary>
    LinkNotReady = 0x09990002,

    /// <summary>The buffers could not be registered at the device (<c>ERR_REGBUF</c>).</summary>
    BufferNotRegistered = 0x09990003,
}
