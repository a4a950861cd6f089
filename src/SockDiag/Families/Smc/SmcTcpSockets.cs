using SockDiag.Families.Inet;

namespace SockDiag.Families.Smc;

/// <summary>
/// The TCP sockets of a moment, to find the one under an SMC socket whose record has no address. Of one that is bound to all addresses the record does not say whether of IPv4 or IPv6;
/// of one that was opened by its protocol's number (<c>IPPROTO_SMC</c>, Linux 6.11), and of what it accepted, it says the ports alone.
/// </summary>
/// <param name="read">Reads those in some states. Listeners are few: they are asked for by themselves.</param>
internal sealed class SmcTcpSockets(Func<SocketState, IEnumerable<InetRecord>> read)
{
    private readonly Lazy<ILookup<(int, int), InetRecord>> _waiting = new(() => read(SocketState.Listen | SocketState.BoundInactive).ToLookup(Ports));
    private readonly Lazy<ILookup<(int, int), InetRecord>> _connected = new(() => read(SocketState.Connected & SocketState.Big).ToLookup(Ports));

    /// <summary>Takes the addresses of the one that has the same ports; where several have them, and differ, it takes none.</summary>
    public void NameEnds(ref InetRecord record)
    {
        if (record.LocalPort == 0) return;
        (int, int) ports = Ports(record);
        SocketAddressFamily? family = record.IsFamilyTold ? record.AddressFamily : null;
        InetRecord[] found = record.RemotePort == 0
            ? [.. _waiting.Value[ports].Where(tcp => family is null ? tcp.LocalAddress.IsAny : tcp.AddressFamily == family)]
            : [.. _connected.Value[ports].Where(tcp => family is null || tcp.AddressFamily == family)];
        if (found.Length > 0 && Array.TrueForAll(found, tcp => tcp.HasEndsOf(in found[0]))) record.TakeEnds(in found[0]);
    }

    private static (int, int) Ports(InetRecord record) => (record.LocalPort, record.RemotePort);
}
