using System.Collections.ObjectModel;

namespace SockDiag;

/// <summary>The TCP connections that carry an MPTCP connection.</summary>
public sealed class MptcpSubflowList : ReadOnlyCollection<TcpInfo>
{
    internal MptcpSubflowList(TcpInfo[] subflows) : base(subflows) { }

    /// <summary>How many there are.</summary>
    public new int Count => base.Count;

    /// <summary>As <c>10.0.0.5:40322-10.0.9.1:443 10.1.0.5:40324-10.0.9.1:443</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', this.Select(subflow =>
        $"{new EndpointText(subflow.LocalAddress, subflow.LocalPort)}-{new EndpointText(subflow.RemoteAddress, subflow.RemotePort)}"));
}
