using BenchmarkDotNet.Attributes;
using SockDiag.Owners;

namespace SockDiag.Micro;

/// <summary>The owners of many sockets, ten thousand a process: building their table, and looking each up.</summary>
[MemoryDiagnoser]
public class OwnerTables
{
    private const int SocketsAProcess = 10_000;

    private OwnerEntry[] _entries = [];
    private uint[] _inodes = []; // in another order: a dump's rows come as the kernel's hash has them
    private OwnerCensus _census = OwnerCensus.Nothing(OwnerSource.Iterator);

    [Params(1_000, 500_000)]
    public int Sockets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        // The kernel draws inodes from a counter, and hands it out to processors in pieces.
        _entries = [.. Enumerable.Range(0, Sockets).Select(i => new OwnerEntry((uint)(70_000 + i), 1_000 + i / SocketsAProcess, i % SocketsAProcess))];
        _census = Build();
        _inodes = [.. _entries.Select(entry => entry.Inode)];
        new Random(1).Shuffle(_inodes);
    }

    [Benchmark]
    public object Building() => Build();

    [Benchmark]
    public int LookingAllUp()
    {
        int found = 0;
        foreach (uint inode in _inodes)
        {
            if (_census.First(inode) is not null) found++;
        }
        return found;
    }

    private OwnerCensus Build() => new(_entries, new Dictionary<int, string>(), OwnerSource.Iterator);
}
