using System.Runtime.InteropServices;
using SockDiag.Families.Inet;

namespace SockDiag.Counting;

/// <summary>Counts records by properties, straight from the dump: memory grows with the groups, not with the sockets.</summary>
internal sealed class RecordCounter
{
    private readonly SocketGrouping _grouping;
    private readonly GroupedProperty[] _properties;
    private readonly Dictionary<(int Outer, GroupPart Part), int>[] _numbers; // of each property: groups so far, told apart by it
    private readonly List<Tally> _tallies = [];

    public RecordCounter(SocketGrouping grouping)
    {
        _grouping = grouping;
        _properties = [.. grouping.Properties.Select(property => GroupedProperty.All.First(row => row.Property == property))];
        _numbers = [.. _properties.Select(_ => new Dictionary<(int, GroupPart), int>())];
    }

    private struct Tally
    {
        public InetRecord First;
        public long Count, ReceiveQueue, SendQueue;
    }

    public void Add(in InetRecord record, Origin origin)
    {
        // The groups of the first property have numbers; within each, those of the second; the last number is the group's.
        int number = 0;
        for (int i = 0; i < _properties.Length; i++)
        {
            GroupPart part = _properties[i].Part(in record, origin, _grouping);
            ref int next = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers[i], (number, part), out bool exists);
            if (!exists) next = _numbers[i].Count - 1;
            number = next;
        }
        if (number == _tallies.Count) _tallies.Add(new() { First = record });
        ref Tally tally = ref CollectionsMarshal.AsSpan(_tallies)[number];
        tally.Count++;
        if (record.State == SocketState.Listen) return; // its two fields are no bytes
        tally.ReceiveQueue += record.ReceiveQueue;
        tally.SendQueue += record.SendQueue;
    }

    /// <summary>The groups, largest first.</summary>
    public IEnumerable<SocketGroup> Groups(Origin origin) => _tallies
        .OrderByDescending(tally => tally.Count)
        .Select(tally => new SocketGroup(
            [.. _properties.Select(property => property.Value(in tally.First, origin, _grouping))],
            tally.Count, tally.ReceiveQueue, tally.SendQueue));
}
