using SockDiag.Netlink;

namespace SockDiag.Families.Inet;

/// <summary>SCTP: endpoints, each followed by its associations.</summary>
internal static class Sctp
{
    public static readonly Family Family = new(
        SocketProtocol.Sctp,
        SocketState.Established | SocketState.SynSent | SocketState.FinWait1 | SocketState.CloseWait | SocketState.LastAck | SocketState.Unconnected | SocketState.Listen,
        ListeningStates: SocketState.Listen,
        InetRecord.Has,
        InetExtensions.SctpInfo,
        InetRequest.AttemptsWithoutProgram,
        Parse,
        new("sctp_diag", "CONFIG_INET_SCTP_DIAG"));

    private static SctpSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        InetRecord.Parse(payload, offset, SocketProtocol.Sctp, out InetRecord record, out InetDetail? detail);
        SctpAddresses locals = default, peers = default;
        SctpInfoBlock block = default;
        AttributeReader attributes = InetRecord.Attributes(payload, offset);
        while (attributes.Read())
        {
            switch ((InetAttribute)attributes.Type)
            {
                case InetAttribute.LocalAddresses: locals = new(attributes.Value, attributes.ValueOffset); break;
                case InetAttribute.PeerAddresses: peers = new(attributes.Value, attributes.ValueOffset); break;
                case InetAttribute.Info: block = new(attributes.Value, record.IsAssociation); break;
            }
        }
        if (record.IsAssociation) NameLocalEnd(ref record, locals);
        if ((record.State & reading.States) == 0 || !reading.Wants(in record, SctpAddressFilter.Decided(reading.Rest, locals, peers))) return null;
        for (int i = 0; i < locals.Count; i++) reading.Learn(locals.Zone(i));
        return new SctpSocket(in record, detail, block, SctpAddressList.Of(locals, reading.Origin), record.IsAssociation ? SctpAddressList.Of(peers, reading.Origin) : null, reading.Origin);
    }

    /// <summary>Of an IPv6 socket whose first address is an IPv4 one the kernel says <c>::</c>: then it is the first address that the peer's can be reached from.</summary>
    private static void NameLocalEnd(ref InetRecord record, SctpAddresses locals)
    {
        if (record.AddressFamily != SocketAddressFamily.IPv6 || !record.LocalAddress.IsAny || record.RemoteAddress.IsIPv4) return;
        for (int i = 0; i < locals.Count; i++)
        {
            if (locals.Family(i) != SocketAddressFamily.IPv6 || locals.Address(i).IsLinkLocal != record.RemoteAddress.IsLinkLocal) continue;
            record.TakeLocal(locals.Bytes(i));
            return;
        }
    }
}
