using System.Numerics;

namespace SockDiag.Owners;

/// <summary>Who held which socket at one moment, by inode. It does not change.</summary>
internal sealed class OwnerCensus
{
    private readonly OwnerEntry[] _entries;
    private readonly int[] _next;   // of each entry, the next one in its bucket; -1 at the end
    private readonly int[] _first;  // of each bucket, its first entry; -1 where there is none. Inodes are drawn from a counter: their low bits spread by themselves
    private readonly IReadOnlyDictionary<int, string> _processes;

    public OwnerCensus(OwnerEntry[] entries, IReadOnlyDictionary<int, string> processes, OwnerSource source)
    {
        _entries = entries;
        _processes = processes;
        Source = source;
        _next = new int[entries.Length];
        _first = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries.Length, 1))];
        Array.Fill(_first, -1);
        for (int i = 0; i < entries.Length; i++)
        {
            ref int first = ref Bucket(entries[i].Inode);
            _next[i] = first;
            first = i;
        }
    }

    /// <summary>What is known when nothing could be read.</summary>
    public static OwnerCensus Nothing(OwnerSource source) => new([], new Dictionary<int, string>(), source) { SeesAllProcesses = false };

    public OwnerSource Source { get; }

    /// <summary>How many processes have descriptors that this user may not see.</summary>
    public int UnreadableProcesses { get; init; }

    /// <summary>False where processes may be hidden as a whole: hidepid, or a process-id namespace of a container.</summary>
    public bool SeesAllProcesses { get; init; } = true;

    /// <summary>Whether "no owner found" means that there is none.</summary>
    public bool SawEverything => UnreadableProcesses == 0 && SeesAllProcesses;

    public ReadOnlySpan<OwnerEntry> Entries => _entries;

    public int Count => _entries.Length;

    /// <summary>The first owner by process id, then descriptor; null where nobody was found.</summary>
    public OwnerEntry? First(uint inode)
    {
        OwnerEntry? first = null;
        for (int i = Bucket(inode); i >= 0; i = _next[i])
        {
            OwnerEntry entry = _entries[i];
            if (entry.Inode == inode && (first is not OwnerEntry best || Compare(entry, best) < 0)) first = entry;
        }
        return first;
    }

    /// <summary>Adds every owner of a socket, in no order.</summary>
    public void AddOwners(uint inode, List<OwnerEntry> owners)
    {
        for (int i = Bucket(inode); i >= 0; i = _next[i])
        {
            if (_entries[i].Inode == inode) owners.Add(_entries[i]);
        }
    }

    /// <summary>The command name of a process; empty where it ended before it could be read.</summary>
    public string ProcessName(int processId) => _processes.GetValueOrDefault(processId, "");

    /// <summary>The same, of these sockets alone.</summary>
    public OwnerCensus Only(IEnumerable<uint> inodes)
    {
        var kept = new bool[_entries.Length];
        int count = 0;
        foreach (uint inode in inodes)
        {
            for (int i = Bucket(inode); i >= 0; i = _next[i])
            {
                if (kept[i] || _entries[i].Inode != inode) continue;
                kept[i] = true;
                count++;
            }
        }
        if (count == _entries.Length) return this;
        var entries = new OwnerEntry[count];
        for (int i = 0, to = 0; i < kept.Length; i++)
        {
            if (kept[i]) entries[to++] = _entries[i];
        }
        var processes = new Dictionary<int, string>();
        int last = 0; // those of one process stand together
        foreach (OwnerEntry entry in entries)
        {
            if (entry.ProcessId == last) continue;
            last = entry.ProcessId;
            processes.TryAdd(last, ProcessName(last));
        }
        return new(entries, processes, Source) { UnreadableProcesses = UnreadableProcesses, SeesAllProcesses = SeesAllProcesses };
    }

    /// <summary>By process id with process 1 last, then descriptor.</summary>
    public static int Compare(OwnerEntry left, OwnerEntry right) =>
        left.Rank != right.Rank ? left.Rank.CompareTo(right.Rank) : left.FileDescriptor.CompareTo(right.FileDescriptor);

    private ref int Bucket(uint inode) => ref _first[inode & (uint)(_first.Length - 1)];
}
