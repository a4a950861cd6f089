using SockDiag.Families.Inet;
using SockDiag.Names;

namespace SockDiag;

/// <summary>A socket of a program that speaks an IP protocol itself: ping, a routing daemon. It has no ports. A kernel without raw_diag tells of it in <c>/proc/net/raw</c> alone: no cookie, interface, mark, cgroup, options and memory.</summary>
public sealed class RawSocket : InetSocket
{
    internal RawSocket(in InetRecord record, InetDetail? detail, Origin origin) : base(record, detail, origin) { }

    // First in a CSV file, before what only this kind has.

    /// <inheritdoc/>
    public override SocketProtocol Protocol => base.Protocol;

    /// <summary>Established where it was connected, else Unconnected (<c>idiag_state</c>).</summary>
    public override SocketState State => base.State;

    /// <summary>The IP protocol whose packets it gets, a number (<c>idiag_sport</c>, <c>INET_DIAG_PROTOCOL</c>); 255 gets none and sends any.</summary>
    public int IPProtocol => Record.IPProtocol;

    /// <summary>The name of <see cref="IPProtocol"/> as IANA has it, in small letters: <c>icmp</c>, <c>ospf</c>, ...; null where it is not known here.</summary>
    public string? IPProtocolName => IPProtocolNames.Of(IPProtocol);

    /// <summary>As <c>Raw Unconnected 0.0.0.0 0.0.0.0 icmp</c>.</summary>
    public override string ToString() => $"{Protocol} {State} {LocalAddress} {RemoteAddress} {IPProtocolName ?? $"{IPProtocol}"}";
}
