using System.Collections;

namespace SockDiag;

/// <summary>The TCP connections that carry an MPTCP connection.</summary>
public sealed class MptcpSubflowList : IReadOnlyList<TcpInfo>
{
    private readonly TcpInfo[] _subflows;

    internal MptcpSubflowList(TcpInfo[] subflows) => _subflows = subflows;

    /// <summary>How many there are.</summary>
    public int Count => _subflows.Length;

    /// <summary>The subflow at a place in the list.</summary>
    /// <param name="index">From 0.</param>
    public TcpInfo this[int index] => _subflows[index];

    /// <summary>Steps through the subflows.</summary>
    public IEnumerator<TcpInfo> GetEnumerator() => ((IEnumerable<TcpInfo>)_subflows).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As <c>10.0.0.5:40322-10.0.9.1:443 10.1.0.5:40324-10.0.9.1:443</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', _subflows.Select(subflow =>
        $"{new EndpointText(subflow.LocalAddress, subflow.LocalPort)}-{new EndpointText(subflow.RemoteAddress, subflow.RemotePort)}"));
}
