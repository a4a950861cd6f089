using System.Runtime.InteropServices;
using SockDiag.Families;

namespace SockDiag.Counting;

/// <summary>Counts records by properties, straight from the dump: memory grows with the groups, not with the sockets.</summary>
internal sealed class RecordCounter(SocketGrouping grouping) : IRecordTaker
{
    private readonly Dictionary<(int Outer, GroupPart Part), int>[] _numbers = [.. grouping.Properties.Select(_ => new Dictionary<(int, GroupPart), int>())]; // of each property: groups so far, told apart by it
    private readonly List<Tally> _tallies = [];
    private object? _properties; // how the records of the family that is being read are told apart

    private struct Tally
    {
        public object?[] Values;
        public long Count, ReceiveQueue, SendQueue;
    }

    public void Add<TRecord>(in TRecord record, Origin origin) where TRecord : struct, ISocketRecord<TRecord>
    {
        if (_properties is not GroupedProperty<TRecord>[] properties) _properties = properties = PropertiesOf<TRecord>();
        // The groups of the first property have numbers; within each, those of the second; the last number is the group's.
        int number = 0;
        for (int i = 0; i < properties.Length; i++)
        {
            GroupPart part = properties[i].Part(in record, origin, grouping);
            ref int next = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers[i], (number, part), out bool exists);
            if (!exists) next = _numbers[i].Count - 1;
            number = next;
        }
        if (number == _tallies.Count) _tallies.Add(new() { Values = ValuesOf(properties, in record, origin) });
        ref Tally tally = ref CollectionsMarshal.AsSpan(_tallies)[number];
        tally.Count++;
        if (record.Queues is not var (receive, send)) return; // a listener's two fields are no bytes
        tally.ReceiveQueue += receive;
        tally.SendQueue += send;
    }

    /// <summary>The groups, largest first.</summary>
    public IEnumerable<SocketGroup> Groups() => _tallies
        .OrderByDescending(tally => tally.Count)
        .Select(tally => new SocketGroup(tally.Values, tally.Count, tally.ReceiveQueue, tally.SendQueue));

    private GroupedProperty<TRecord>[] PropertiesOf<TRecord>() where TRecord : struct, ISocketRecord<TRecord>
    {
        IReadOnlyList<GroupedProperty<TRecord>> all = TRecord.GroupedProperties;
        return [.. grouping.Properties.Select(property => all.FirstOrDefault(row => row.Property == property) ?? GroupedProperty<TRecord>.Absent(property))];
    }

    private object?[] ValuesOf<TRecord>(GroupedProperty<TRecord>[] properties, in TRecord record, Origin origin) where TRecord : struct, ISocketRecord<TRecord>
    {
        var values = new object?[properties.Length];
        for (int i = 0; i < values.Length; i++) values[i] = properties[i].Value(in record, origin, grouping);
        return values;
    }
}
