using SockDiag.Netlink;

namespace SockDiag;

/// <summary>The protocol that sits on top of a TCP connection inside the kernel (<c>INET_DIAG_ULP_INFO</c>).</summary>
public sealed class TcpUpperLayer
{
    private const ushort NameAttribute = 1;
    private const ushort TlsAttribute = 2;
    private const ushort MptcpAttribute = 3;

    internal TcpUpperLayer(ReadOnlySpan<byte> nest, long offset)
    {
        var attributes = new AttributeReader(nest, offset);
        while (attributes.Read())
        {
            switch (attributes.Type)
            {
                case NameAttribute: Name = EscapedText.Of(attributes.Value.TrimEnd((byte)0)); break;
                case TlsAttribute: Tls = new KernelTls(attributes.Value, attributes.ValueOffset); break;
                case MptcpAttribute: Mptcp = new MptcpSubflow(attributes.Value, attributes.ValueOffset); break;
            }
        }
    }

    /// <summary>The protocol's name: <c>tls</c>, <c>mptcp</c>, ... (<c>INET_ULP_INFO_NAME</c>); null where the kernel did not say.</summary>
    public string? Name { get; }

    /// <summary>The TLS session that the kernel keeps (<c>INET_ULP_INFO_TLS</c>); null under another protocol.</summary>
    public KernelTls? Tls { get; }

    /// <summary>The MPTCP connection of which this is a subflow (<c>INET_ULP_INFO_MPTCP</c>); null under another protocol.</summary>
    public MptcpSubflow? Mptcp { get; }

    /// <summary>All of it in a line.</summary>
    public override string ToString() => $"{Name} {(object?)Tls ?? Mptcp}".TrimEnd();
}
