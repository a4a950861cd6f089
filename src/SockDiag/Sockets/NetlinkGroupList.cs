using System.Collections;
using System.Globalization;

namespace SockDiag;

/// <summary>The numbers of multicast groups, in order.</summary>
public sealed class NetlinkGroupList : IReadOnlyList<int>
{
    private readonly int[] _groups;

    private NetlinkGroupList(int[] groups) => _groups = groups;

    /// <summary>A list of none.</summary>
    internal static NetlinkGroupList Empty { get; } = new([]);

    /// <summary>Bit 0 of the first byte is group 1.</summary>
    internal static NetlinkGroupList OfBits(ReadOnlySpan<byte> bits)
    {
        var groups = new List<int>();
        for (int group = 1; group <= 8 * bits.Length; group++)
        {
            if ((bits[(group - 1) / 8] >> (group - 1) % 8 & 1) != 0) groups.Add(group);
        }
        return groups.Count == 0 ? Empty : new([.. groups]);
    }

    /// <summary>How many there are.</summary>
    public int Count => _groups.Length;

    /// <summary>The group at a place in the list.</summary>
    /// <param name="index">From 0.</param>
    public int this[int index] => _groups[index];

    /// <summary>Steps through the groups.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_groups).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As <c>1 5 34</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', _groups.Select(group => group.ToString(CultureInfo.InvariantCulture)));
}
