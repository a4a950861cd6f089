using SockDiag.Netlink;

namespace SockDiag;

/// <summary>What a TCP connection is within an MPTCP one (<c>INET_ULP_INFO_MPTCP</c>). Sequence numbers are told to callers with CAP_NET_ADMIN only; what the kernel did not say is null.</summary>
public sealed class MptcpSubflow
{
    internal MptcpSubflow(ReadOnlySpan<byte> nest, long offset)
    {
        var attributes = new AttributeReader(nest, offset);
        while (attributes.Read())
        {
            switch (attributes.Type)
            {
                case 1: RemoteToken = attributes.As<uint>() is uint token and not 0 ? token : null; break;
                case 2: LocalToken = attributes.As<uint>(); break;
                case 3: RelativeWriteSequence = attributes.As<uint>(); break;
                case 4: MapSequence = attributes.As<ulong>(); break;
                case 5: MapSubflowSequence = attributes.As<uint>(); break;
                case 6: SubflowSequenceOffset = attributes.As<uint>(); break;
                case 7: MapLength = attributes.As<ushort>(); break;
                case 8: Flags = (MptcpSubflowFlags)attributes.As<uint>(); break;
                case 9: RemoteId = attributes.As<byte>(); break;
                case 10: LocalId = attributes.As<byte>(); break;
            }
        }
    }

    /// <summary>The peer's token of the connection (<c>MPTCP_SUBFLOW_ATTR_TOKEN_REM</c>); null on the first subflow, which joined none.</summary>
    public long? RemoteToken { get; }

    /// <summary>Our token of the connection (<c>MPTCP_SUBFLOW_ATTR_TOKEN_LOC</c>).</summary>
    public long? LocalToken { get; }

    /// <summary>The peer's number of this subflow's address (<c>MPTCP_SUBFLOW_ATTR_ID_REM</c>).</summary>
    public int? RemoteId { get; }

    /// <summary>Our number of this subflow's address (<c>MPTCP_SUBFLOW_ATTR_ID_LOC</c>).</summary>
    public int? LocalId { get; }

    /// <summary>What was agreed on (<c>MPTCP_SUBFLOW_ATTR_FLAGS</c>).</summary>
    public MptcpSubflowFlags? Flags { get; }

    /// <summary>The next byte to send, counted from the subflow's start (<c>MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ</c>); null without CAP_NET_ADMIN.</summary>
    public long? RelativeWriteSequence { get; }

    /// <summary>Where in the connection the present mapping starts (<c>MPTCP_SUBFLOW_ATTR_MAP_SEQ</c>); null without CAP_NET_ADMIN.</summary>
    public ulong? MapSequence { get; }

    /// <summary>Where in the subflow the present mapping starts (<c>MPTCP_SUBFLOW_ATTR_MAP_SFSEQ</c>); null without CAP_NET_ADMIN.</summary>
    public long? MapSubflowSequence { get; }

    /// <summary>The subflow's first sequence number (<c>MPTCP_SUBFLOW_ATTR_SSN_OFFSET</c>); null without CAP_NET_ADMIN.</summary>
    public long? SubflowSequenceOffset { get; }

    /// <summary>The present mapping's length, in bytes (<c>MPTCP_SUBFLOW_ATTR_MAP_DATALEN</c>); null without CAP_NET_ADMIN.</summary>
    public int? MapLength { get; }

    /// <summary>All of it in a line.</summary>
    public override string ToString() => $"token {RemoteToken:x}({RemoteId})/{LocalToken:x}({LocalId}), {Flags}";
}
