using System.Globalization;
using SockDiag.Families.Inet;
using SockDiag.Families.Smc;

namespace SockDiag;

/// <summary>A socket whose data goes through shared memory where both ends have a device for it, else over TCP (<c>AF_SMC</c>, <c>IPPROTO_SMC</c>). Listed since Linux 4.11. Its TCP socket is listed among TCP's, where nobody owns it.</summary>
public sealed class SmcSocket : InetSocket
{
    private readonly SmcDetail _detail;

    internal SmcSocket(in InetRecord record, in SmcDetail detail, Origin origin) : base(record, detail: null, origin) => _detail = detail;

    // First in a CSV file, before what only this kind has.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => base.Protocol;

    /// <summary>The state which means the same as <see cref="SmcState"/>: Established for Active, Unconnected for Closed, and for Init without a peer, with one SynSent, on the end that will be accepted SynReceived; FinWait1 and FinWait2 for PeerCloseWait1 and 2,
    /// CloseWait for AppCloseWait1 and 2, AppFinCloseWait and ProcessAbort, LastAck for PeerFinCloseWait, Closing for PeerAbortWait (<c>diag_state</c>). After a fallback it is Established, whatever becomes of the TCP connection: its TCP socket has the state.</summary>
    public override SocketState State => base.State;

    /// <summary>The state under its own name (<c>diag_state</c>).</summary>
    public SmcState SmcState => (SmcState)Record.KernelState;

    /// <summary>How it carries data (<c>diag_mode</c>); null on a listener and in Init, where that is not decided, unless it fell back already.</summary>
    public SmcMode? Mode => _detail.Mode;

    /// <summary>Why it fell back to TCP (<c>SMC_DIAG_FALLBACK</c>); null where it did not, and a number where it has no name here.</summary>
    public SmcFallbackReason? FallbackReason => Reason(_detail.Fallback.reason);

    /// <summary>What the peer gave as its reason (<c>SMC_DIAG_FALLBACK</c>), where that is <see cref="SmcFallbackReason.PeerDeclined"/>; else null.</summary>
    public SmcFallbackReason? PeerDiagnosis => Reason(_detail.Fallback.peer_diagnosis);

    /// <summary>The send buffer, in bytes (<c>sndbuf_size</c> of <c>SMC_DIAG_CONNINFO</c>); null where no shared memory is used.</summary>
    public long? SendBufferBytes => _detail.Connection?.sndbuf_size;

    /// <summary>The part of the shared memory that the peer writes into, in bytes (<c>rmbe_size</c> of <c>SMC_DIAG_CONNINFO</c>); null as <see cref="SendBufferBytes"/>.</summary>
    public long? ReceiveBufferBytes => _detail.Connection?.rmbe_size;

    /// <summary>The peer's, into which we write, in bytes (<c>peer_rmbe_size</c> of <c>SMC_DIAG_CONNINFO</c>); null as <see cref="SendBufferBytes"/>.</summary>
    public long? PeerReceiveBufferBytes => _detail.Connection?.peer_rmbe_size;

    /// <summary>Which end of the link group this machine is (<c>role</c> of <c>SMC_DIAG_LGRINFO</c>); null on all but SMC-R.</summary>
    public SmcLinkRole? LinkRole => (SmcLinkRole?)_detail.LinkGroup?.role;

    /// <summary>The number of the link: of SMC-R in its link group (<c>link_id</c> of <c>SMC_DIAG_LGRINFO</c>), of SMC-D that of the group (<c>linkid</c> of <c>SMC_DIAG_DMBINFO</c>); null where no shared memory is used.</summary>
    public long? LinkId => _detail.LinkGroup?.lnk.link_id ?? _detail.Dmb?.linkid;

    /// <summary>The name of the RDMA device (<c>ibname</c> of <c>SMC_DIAG_LGRINFO</c>); null on all but SMC-R.</summary>
    public string? Device => _detail.LinkGroup?.lnk.ibname.ToString();

    /// <summary>The port of <see cref="Device"/>, a number (<c>ibport</c> of <c>SMC_DIAG_LGRINFO</c>); null on all but SMC-R.</summary>
    public int? DevicePort => _detail.LinkGroup?.lnk.ibport;

    /// <summary>The GID of the device here: of SMC-R eight groups of hexadecimal digits (<c>gid</c> of <c>SMC_DIAG_LGRINFO</c>), of SMC-D sixteen digits (<c>my_gid</c> of <c>SMC_DIAG_DMBINFO</c>); null where no shared memory is used.</summary>
    public string? LocalGid => _detail.LinkGroup?.lnk.gid.ToString() ?? Gid(_detail.Dmb?.my_gid);

    /// <summary>The GID of the peer's device, as <see cref="LocalGid"/> (<c>peer_gid</c> of either).</summary>
    public string? PeerGid => _detail.LinkGroup?.lnk.peer_gid.ToString() ?? Gid(_detail.Dmb?.peer_gid);

    /// <summary>As <c>Smc Active 10.0.0.5:40322 10.0.9.1:5004</c>, with the state's own name.</summary>
    public override string ToString() => $"{Protocol} {SmcState} {new EndpointText(LocalAddress, LocalPort)} {new EndpointText(RemoteAddress, RemotePort)}";

    private static SmcFallbackReason? Reason(uint number) => number == 0 ? null : (SmcFallbackReason)number;

    private static string? Gid(ulong? number) => number?.ToString("x16", CultureInfo.InvariantCulture);
}
