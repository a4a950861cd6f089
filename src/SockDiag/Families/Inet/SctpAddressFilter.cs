namespace SockDiag.Families.Inet;

/// <summary>Conditions about an address hold for a socket of several addresses where they hold for one of these. The record has one only.</summary>
internal static class SctpAddressFilter
{
    private static readonly SocketFilter _holds = new SocketFilter.State(SocketState.All);

    /// <summary>The filter with those conditions decided that hold for one of the addresses; the others are left to the record.</summary>
    public static SocketFilter? Decided(SocketFilter? filter, SctpAddresses locals, SctpAddresses peers) => filter switch
    {
        SocketFilter.And(var left, var right) => new SocketFilter.And(Decided(left, locals, peers)!, Decided(right, locals, peers)!),
        SocketFilter.Or(var left, var right) => new SocketFilter.Or(Decided(left, locals, peers)!, Decided(right, locals, peers)!),
        SocketFilter.Not(var inner) => new SocketFilter.Not(Decided(inner, locals, peers)!),
        SocketFilter.Address(var side, var addresses) when AnyIsIn(side == EndpointSide.Local ? locals : peers, addresses) => _holds,
        _ => filter,
    };

    private static bool AnyIsIn(SctpAddresses addresses, AddressSet wanted)
    {
        for (int i = 0; i < addresses.Count; i++)
        {
            if (wanted.Contains(addresses.Address(i))) return true;
        }
        return false;
    }
}
