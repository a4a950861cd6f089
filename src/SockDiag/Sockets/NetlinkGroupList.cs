using System.Collections.ObjectModel;

namespace SockDiag;

/// <summary>The numbers of multicast groups, in order.</summary>
public sealed class NetlinkGroupList : ReadOnlyCollection<int>
{
    private NetlinkGroupList(IList<int> groups) : base(groups) { }

    /// <summary>A list of none.</summary>
    internal static NetlinkGroupList None { get; } = new([]);

    /// <summary>Bit 0 of the first byte is group 1.</summary>
    internal static NetlinkGroupList OfBits(ReadOnlySpan<byte> bits)
    {
        var groups = new List<int>();
        for (int group = 1; group <= 8 * bits.Length; group++)
        {
            if ((bits[(group - 1) / 8] >> (group - 1) % 8 & 1) != 0) groups.Add(group);
        }
        return groups.Count == 0 ? None : new(groups);
    }

    /// <summary>How many there are.</summary>
    public new int Count => base.Count;

    /// <summary>As <c>1 5 34</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', this);
}
