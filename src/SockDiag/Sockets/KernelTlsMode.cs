namespace SockDiag;

/// <summary>Who does the work of TLS in one direction (<c>TLS_CONF_*</c>).</summary>
public enum KernelTlsMode
{
    /// <summary>The program itself.</summary>
    Base = 1,

    /// <summary>The kernel.</summary>
    Software = 2,

    /// <summary>The network device.</summary>
    Hardware = 3,

    /// <summary>The network device, records and TCP included.</summary>
    HardwareRecord = 4,
}
