namespace SockDiag;

/// <summary>A set of ports, kept as ranges in order that neither touch nor overlap.</summary>
public sealed class PortSet
{
    private readonly PortRange[] _ranges;

    /// <summary>Makes a set of ranges in any order.</summary>
    /// <param name="ranges">None makes the empty set.</param>
    /// <exception cref="ArgumentOutOfRangeException">A port below 0 or above 65535, or a range that ends before it starts.</exception>
    public PortSet(params IEnumerable<PortRange> ranges)
    {
        var merged = new List<PortRange>();
        foreach (PortRange range in ranges.OrderBy(range => range.First))
        {
            if (range.First < 0 || range.Last > PortRange.Largest || range.First > range.Last)
                throw new ArgumentOutOfRangeException(nameof(ranges), range, "Ports are 0 to 65535, and a range ends where it starts or after.");
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1) merged[^1] = new(merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else merged.Add(range);
        }
        _ranges = [.. merged];
    }

    /// <summary>The ranges, in order.</summary>
    public ReadOnlySpan<PortRange> Ranges => _ranges;

    /// <summary>Whether the port is in the set.</summary>
    /// <param name="port">A port number.</param>
    public bool Contains(int port)
    {
        int low = 0, high = _ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (port < _ranges[middle].First) high = middle - 1;
            else if (port > _ranges[middle].Last) low = middle + 1;
            else return true;
        }
        return false;
    }

    /// <summary>As <c>80,443,8000-8099</c>.</summary>
    public override string ToString() => string.Join(',', _ranges);
}
