using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>A DCCP socket: datagrams in connections, with congestion control. The kernel has it until Linux 6.15.</summary>
public sealed class DccpSocket : InetSocket
{
    internal DccpSocket(in InetRecord record, InetDetail? detail, long? pathMtuBytes, Origin origin) : base(record, detail, origin) => PathMtuBytes = pathMtuBytes;

    // First in a CSV file, before what only this kind has.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => base.Protocol;

    /// <summary>The state which means the same as <see cref="DccpState"/>: Established for Open and PartOpen, SynSent for Requesting, SynReceived for Respond, FinWait1 for ActiveCloseRequest, CloseWait for PassiveClose and PassiveCloseRequest,
    /// BoundInactive for Closed (<c>idiag_state</c>).</summary>
    public override SocketState State => base.State;

    /// <summary>The state under its own name (<c>idiag_state</c>; two of its numbers differ before Linux 6.8).</summary>
    public DccpState DccpState => (DccpState)Record.KernelState;

    /// <summary>The longest packet that the path takes, in bytes (<c>tcpi_pmtu</c>); null on a listener and on a socket that is only bound.</summary>
    public long? PathMtuBytes { get; }

    /// <summary>As <c>Dccp PartOpen 10.0.0.5:40322 10.0.9.1:5004</c>, with the state's own name.</summary>
    public override string ToString() => $"{Protocol} {DccpState} {new EndpointText(LocalAddress, LocalPort)} {new EndpointText(RemoteAddress, RemotePort)}";
}
