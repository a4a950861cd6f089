using System.Numerics;
using System.Runtime.InteropServices;

namespace SockDiag.Owners;

/// <summary>Who held which socket at one moment, by inode. It does not change.</summary>
internal sealed class OwnerCensus
{
    private const int Large = 10_000;
    private const double NearlyAll = 0.8;

    // Inodes are drawn from a counter: their low bits spread by themselves. So nearly every socket has a slot of its own, and to find its owner no other memory is touched.
    private readonly Slot[] _slots;
    private readonly Slot[] _others; // of those whose slot was taken
    private readonly IReadOnlyDictionary<int, string> _processes;

    public OwnerCensus(ReadOnlySpan<OwnerEntry> entries, IReadOnlyDictionary<int, string> processes, OwnerSource source)
    {
        _processes = processes;
        Source = source;
        Count = entries.Length;
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries.Length, 1))];
        var others = new List<Slot>();
        foreach (OwnerEntry entry in entries)
        {
            ref Slot slot = ref _slots[Place(entry.Inode)];
            if (slot.IsEmpty) slot.Entry = entry;
            else
            {
                others.Add(new() { Entry = entry, Next = slot.Next });
                slot.Next = others.Count;
            }
        }
        _others = [.. others];
    }

    /// <summary>What is known when nothing could be read.</summary>
    public static OwnerCensus Nothing(OwnerSource source) => new([], new Dictionary<int, string>(), source) { SeesAllProcesses = false };

    public OwnerSource Source { get; }

    /// <summary>How many processes have descriptors that this user may not see.</summary>
    public int UnreadableProcesses { get; init; }

    /// <summary>False where processes may be hidden as a whole: hidepid, or a process-id namespace of a container.</summary>
    public bool SeesAllProcesses { get; init; } = true;

    /// <summary>What was lacking to look at all of them; null where nothing was.</summary>
    public ResourceLimitException? Shortage { get; init; }

    /// <summary>Whether "no owner found" means that there is none.</summary>
    public bool SawEverything => UnreadableProcesses == 0 && SeesAllProcesses && Shortage is null;

    public int Count { get; }

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<OwnerEntry> Entries => _slots.Concat(_others).Where(slot => !slot.IsEmpty).Select(slot => slot.Entry);

    /// <summary>The processes.</summary>
    public IEnumerable<int> ProcessIds => _processes.Keys;

    /// <summary>The first owner by process id, then descriptor; null where nobody was found.</summary>
    public OwnerEntry? First(uint inode)
    {
        ref readonly Slot slot = ref _slots[Place(inode)];
        OwnerEntry? first = slot.IsOf(inode) ? slot.Entry : null;
        for (int next = slot.Next; next != 0; next = _others[next - 1].Next)
        {
            Slot other = _others[next - 1];
            if (other.IsOf(inode) && (first is not OwnerEntry best || Compare(other.Entry, best) < 0)) first = other.Entry;
        }
        return first;
    }

    /// <summary>Adds every owner of a socket, in no order.</summary>
    public void AddOwners(uint inode, List<OwnerEntry> owners)
    {
        ref readonly Slot slot = ref _slots[Place(inode)];
        if (slot.IsOf(inode)) owners.Add(slot.Entry);
        for (int next = slot.Next; next != 0; next = _others[next - 1].Next)
        {
            if (_others[next - 1].IsOf(inode)) owners.Add(_others[next - 1].Entry);
        }
    }

    /// <summary>The command name of a process; empty where it ended before it could be read.</summary>
    public string ProcessName(int processId) => _processes.GetValueOrDefault(processId, "");

    /// <summary>The same, of these sockets alone.</summary>
    /// <remarks>Of a large one that has hardly any others all are kept: to sort them out would take 0.1 us each, for the caller to wait.</remarks>
    public OwnerCensus Only(List<uint> inodes)
    {
        if (Count > Large && inodes.Count > Count * NearlyAll) return this;
        var kept = new List<OwnerEntry>();
        bool[] isKept = new bool[_slots.Length], isOtherKept = new bool[_others.Length]; // an inode may come twice: a listener's does for each connection that waits for it
        foreach (uint inode in inodes)
        {
            int place = Place(inode);
            Keep(_slots[place], ref isKept[place]);
            for (int next = _slots[place].Next; next != 0; next = _others[next - 1].Next) Keep(_others[next - 1], ref isOtherKept[next - 1]);

            void Keep(in Slot slot, ref bool isThere)
            {
                if (isThere || !slot.IsOf(inode)) return;
                isThere = true;
                kept.Add(slot.Entry);
            }
        }
        if (kept.Count == Count) return this;
        return new(CollectionsMarshal.AsSpan(kept), kept.Count < _processes.Count ? ProcessesOf(kept) : _processes, Source)
        {
            UnreadableProcesses = UnreadableProcesses,
            SeesAllProcesses = SeesAllProcesses,
            Shortage = Shortage,
        };
    }

    private Dictionary<int, string> ProcessesOf(List<OwnerEntry> entries)
    {
        var processes = new Dictionary<int, string>();
        foreach (OwnerEntry entry in entries) processes.TryAdd(entry.ProcessId, ProcessName(entry.ProcessId));
        return processes;
    }

    /// <summary>By process id with process 1 last, then descriptor.</summary>
    public static int Compare(OwnerEntry left, OwnerEntry right) =>
        left.Rank != right.Rank ? left.Rank.CompareTo(right.Rank) : left.FileDescriptor.CompareTo(right.FileDescriptor);

    private int Place(uint inode) => (int)(inode & (uint)(_slots.Length - 1));

    /// <summary>An entry, and where the next one with the same place is among the others, from 1; 0: nowhere.</summary>
    private struct Slot
    {
        public OwnerEntry Entry;
        public int Next;

        /// <summary>No socket has inode 0.</summary>
        public readonly bool IsEmpty => Entry.Inode == 0;

        public readonly bool IsOf(uint inode) => Entry.Inode == inode && !IsEmpty;
    }
}
