namespace SockDiag;

/// <summary>A set of addresses, kept as prefixes in order, none inside another.</summary>
public sealed class AddressSet
{
    private readonly AddressPrefix[] _prefixes;

    /// <summary>Makes a set of prefixes in any order.</summary>
    /// <param name="prefixes">None makes the empty set.</param>
    public AddressSet(params IEnumerable<AddressPrefix> prefixes)
    {
        var kept = new List<AddressPrefix>();
        foreach (AddressPrefix prefix in prefixes.OrderByDescending(prefix => prefix.First.IsIPv4).ThenBy(prefix => prefix.First.Bits).ThenBy(prefix => prefix.Length))
        {
            if (kept.Count == 0 || !IsInside(prefix.First, kept[^1])) kept.Add(prefix);
        }
        _prefixes = [.. kept];
    }

    /// <summary>The prefixes, IPv4 ones first.</summary>
    public ReadOnlySpan<AddressPrefix> Prefixes => _prefixes;

    /// <summary>As <c>10.0.0.0/8,::1</c>.</summary>
    public override string ToString() => string.Join(',', _prefixes);

    /// <summary>Whether the address is in the set. An IPv4 address is in no IPv6 prefix.</summary>
    internal bool Contains(InetAddress address)
    {
        int low = 0, high = _prefixes.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (IsInside(address, _prefixes[middle])) return true;
            if (Precedes(address, _prefixes[middle].First)) high = middle - 1;
            else low = middle + 1;
        }
        return false;
    }

    private static bool IsInside(InetAddress address, AddressPrefix prefix) =>
        address.IsIPv4 == prefix.First.IsIPv4 && address.Bits >= prefix.First.Bits && address.Bits <= prefix.Last.Bits;

    private static bool Precedes(InetAddress left, InetAddress right) =>
        left.IsIPv4 != right.IsIPv4 ? left.IsIPv4 : left.Bits < right.Bits;
}
