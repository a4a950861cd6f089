namespace SockDiag;

/// <summary>A set of marks, kept as values by mask: as many lookups decide about a mark as there are different masks.</summary>
public sealed class MarkSet
{
    private readonly (uint Mask, HashSet<uint> Values)[] _valuesByMask;
    private readonly MaskedMark[] _members;

    /// <summary>Makes a set of marks in any order.</summary>
    /// <param name="marks">None makes the empty set. One whose value has bits outside of its mask is no mark's, and is left out.</param>
    public MarkSet(params IEnumerable<MaskedMark> marks)
    {
        _valuesByMask = [.. marks
            .Where(mark => (mark.Value & ~mark.Mask) == 0)
            .GroupBy(mark => mark.Mask, mark => mark.Value)
            .OrderByDescending(sameMask => sameMask.Key)
            .Select(sameMask => (sameMask.Key, sameMask.ToHashSet()))];
        _members = [.. _valuesByMask.SelectMany(sameMask => sameMask.Values.Order().Select(value => new MaskedMark(value, sameMask.Mask)))];
    }

    /// <summary>The marks, those of the largest mask first.</summary>
    public ReadOnlySpan<MaskedMark> Members => _members;

    /// <summary>How many lookups decide about a mark that is not in the set.</summary>
    internal int MostLookups => _valuesByMask.Length;

    /// <summary>Whether the mark is in the set.</summary>
    /// <param name="mark">A socket's mark.</param>
    public bool Contains(uint mark)
    {
        foreach ((uint mask, HashSet<uint> values) in _valuesByMask)
        {
            if (values.Contains(mark & mask)) return true;
        }
        return false;
    }

    /// <summary>As <c>0x10,0x20/0xff</c>.</summary>
    public override string ToString() => string.Join(',', _members);
}
