using System.Runtime.InteropServices;
using SockDiag.Native;
using SockDiag.Owners.Bpf;
using static Tmds.Linux.LibC;

namespace SockDiag.Owners;

/// <summary>What was read of walks over open files.</summary>
/// <param name="only">The processes that are of interest; null: all.</param>
internal sealed class IteratorFindings(HashSet<int>? only)
{
    private const int BufferLength = 32 * 1024; // the kernel gives no more at a time

    private readonly List<OwnerEntry> _entries = [];
    private readonly List<OwnerEntry> _ofThreads = [];
    private readonly Dictionary<int, string> _processes = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferLength);

    /// <summary>Reads a walk to its end.</summary>
    /// <exception cref="IteratorRefusedException">The kernel broke it off.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public void Add(FileDescriptor walk, CancellationToken stop)
    {
        while (Read(walk, stop) is int length and > 0) Add(MemoryMarshal.Cast<byte, SocketFileRecord>(_buffer.AsSpan(0, length)));
    }

    /// <summary>Takes what the program wrote.</summary>
    public void Add(ReadOnlySpan<SocketFileRecord> records)
    {
        int processId = 0;
        bool isWanted = false;
        foreach (ref readonly SocketFileRecord record in records)
        {
            if (record.ProcessId != processId)
            {
                processId = record.ProcessId;
                isWanted = only is null || only.Contains(processId);
                if (isWanted && !_processes.ContainsKey(processId)) _processes.Add(processId, record.Name);
            }
            if (isWanted) (record.IsOfThread ? _ofThreads : _entries).Add(new(record.Inode, processId, record.Descriptor));
        }
    }

    public OwnerCensus Census()
    {
        if (_ofThreads.Count > 0)
        {
            // A thread's own table began as a copy of its process's. And where the first thread has ended, each of the others shows the one that they share.
            HashSet<int> processes = [.. _ofThreads.Select(entry => entry.ProcessId)];
            _entries.AddRange(_ofThreads.Except(_entries.Where(entry => processes.Contains(entry.ProcessId))).ToArray());
        }
        return new(CollectionsMarshal.AsSpan(_entries), _processes, OwnerSource.Iterator);
    }

    private int Read(FileDescriptor walk, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            int length = walk.Read(_buffer);
            if (length >= 0) return length;
            // After a million files of which none is a socket the kernel asks whether to go on.
            if (errno is int refusal && refusal != EAGAIN) throw IteratorRefusedException.By(refusal, "the walk over the files broke off");
        }
    }
}
