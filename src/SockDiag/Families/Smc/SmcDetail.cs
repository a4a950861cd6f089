using SockDiag.Netlink;

namespace SockDiag.Families.Smc;

/// <summary>What only SMC sockets have: how they carry data, and over what.</summary>
internal readonly struct SmcDetail
{
    public SmcMode? Mode { get; }
    public smc_diag_fallback Fallback { get; }

    /// <summary>Null where it uses no shared memory.</summary>
    public smc_diag_conninfo? Connection { get; }

    /// <summary>Null on all but SMC-R.</summary>
    public smc_diag_lgrinfo? LinkGroup { get; }

    /// <summary>Null on all but SMC-D.</summary>
    public smcd_diag_dmbinfo? Dmb { get; }

    /// <summary>Null where the kernel did not say, and after a fallback, when it is not kept up.</summary>
    public SocketShutdown? Shutdown { get; }

    public SmcDetail(in smc_diag_msg message, AttributeReader attributes)
    {
        // Before there is a connection the kernel says 0, which would read as SMC-R.
        var mode = (SmcMode)message.diag_mode;
        Mode = mode != SmcMode.Fallback && (SmcState)message.diag_state is SmcState.Init or SmcState.Listen ? null : mode;
        while (attributes.Read())
        {
            switch ((SmcAttribute)attributes.Type)
            {
                case SmcAttribute.Connection: Connection = attributes.As<smc_diag_conninfo>(); break;
                case SmcAttribute.LinkGroup: LinkGroup = attributes.As<smc_diag_lgrinfo>(); break;
                case SmcAttribute.Shutdown: Shutdown = Mode == SmcMode.Fallback ? null : (SocketShutdown)attributes.As<byte>(); break;
                case SmcAttribute.Dmb: Dmb = attributes.As<smcd_diag_dmbinfo>(); break;
                case SmcAttribute.Fallback: Fallback = attributes.As<smc_diag_fallback>(); break;
            }
        }
    }
}
