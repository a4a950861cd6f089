using SockDiag.Netlink;

namespace SockDiag;

/// <summary>A TLS session that the kernel keeps (<c>INET_ULP_INFO_TLS</c>).</summary>
public sealed class KernelTls
{
    internal KernelTls(ReadOnlySpan<byte> nest, long offset)
    {
        var attributes = new AttributeReader(nest, offset);
        while (attributes.Read())
        {
            switch (attributes.Type)
            {
                case 1: Version = VersionName(attributes.As<ushort>()); break;
                case 2: Cipher = CipherName(attributes.As<ushort>()); break;
                case 3: Transmit = (KernelTlsMode)attributes.As<ushort>(); break;
                case 4: Receive = (KernelTlsMode)attributes.As<ushort>(); break;
                case 5: HasZeroCopySend = true; break;
                case 6: ExpectsNoPadding = true; break;
                case 7: MaximumPayloadBytes = attributes.As<ushort>(); break;
            }
        }
    }

    /// <summary><c>TLS 1.2</c>, <c>TLS 1.3</c>, another number in hexadecimal (<c>TLS_INFO_VERSION</c>); null where the kernel did not say.</summary>
    public string? Version { get; }

    /// <summary>The cipher's name, another number as it is (<c>TLS_INFO_CIPHER</c>); null where the kernel did not say.</summary>
    public string? Cipher { get; }

    /// <summary>Who encrypts (<c>TLS_INFO_TXCONF</c>); null where the kernel did not say.</summary>
    public KernelTlsMode? Transmit { get; }

    /// <summary>Who decrypts (<c>TLS_INFO_RXCONF</c>); null where the kernel did not say.</summary>
    public KernelTlsMode? Receive { get; }

    /// <summary>Whether sendfile passes pages on without a copy (<c>TLS_INFO_ZC_RO_TX</c>).</summary>
    public bool HasZeroCopySend { get; }

    /// <summary>Whether the program promised that the peer pads no records (<c>TLS_INFO_RX_NO_PAD</c>).</summary>
    public bool ExpectsNoPadding { get; }

    /// <summary>The largest record's payload, in bytes (<c>TLS_INFO_TX_MAX_PAYLOAD_LEN</c>, Linux 6.19); null where the kernel did not say.</summary>
    public int? MaximumPayloadBytes { get; }

    /// <summary>All of it in a line.</summary>
    public override string ToString() => $"{Version} {Cipher}, transmit {Transmit}, receive {Receive}";

    private static string VersionName(ushort version) => version switch
    {
        0x0303 => "TLS 1.2",
        0x0304 => "TLS 1.3",
        _ => $"0x{version:x4}",
    };

    private static string CipherName(ushort cipher) => cipher switch
    {
        51 => "AES-GCM-128",
        52 => "AES-GCM-256",
        53 => "AES-CCM-128",
        54 => "CHACHA20-POLY1305",
        55 => "SM4-GCM",
        56 => "SM4-CCM",
        57 => "ARIA-GCM-128",
        58 => "ARIA-GCM-256",
        _ => $"{cipher}",
    };
}
