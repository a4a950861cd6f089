using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using SockDiag.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Owners;

/// <summary>Owners from /proc/PID/fd, on all processors.</summary>
internal sealed unsafe class ProcOwners
{
    private const int ProcessesWorthAThread = 32;
    private const int PieceLength = 8 * 1024; // of a folder with many descriptors: some 300, whose links take a millisecond
    private const int LinksOfOneThread = 3; // of the folder of a process's threads: two of its own, one for each of them

    private readonly int _procFolder;
    private readonly CancellationToken _stop;
    private readonly SharedWork<Piece> _work;
    private readonly List<Findings> _finds = [];
    private readonly Dictionary<int, string> _names = [];
    private int _unreadable;
    private volatile ResourceLimitException? _shortage;

    private ProcOwners(int procFolder, int[] processIds, CancellationToken stop)
    {
        _procFolder = procFolder;
        _stop = stop;
        _work = new(Array.ConvertAll(processIds, Piece.Whole), ProcessesWorthAThread, "SockDiag owners");
    }

    /// <summary>Reads who holds which socket.</summary>
    /// <param name="root">Where /proc is.</param>
    /// <param name="only">Look into these processes alone; null: into all.</param>
    /// <param name="source">What the census says of where it is from.</param>
    /// <param name="stop">Ends the walk.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static OwnerCensus Read(string root, IReadOnlyCollection<int>? only, OwnerSource source, CancellationToken stop)
    {
        using var proc = FileDescriptor.Open(root, O_RDONLY | O_DIRECTORY);
        if (!proc.IsOpen) return new([], new Dictionary<int, string>(), source) { SeesAllProcesses = false, Shortage = ShortageOf(proc.Errno) };
        int[] processIds = only is null ? [.. RunningProcess.Ids(proc.Number)] : [.. only];
        bool seesAll = only is not null || (processIds.Contains(1) && ProcessNamespace.IsFirst(root));
        return new ProcOwners(proc.Number, processIds, stop).Read(source, seesAll);
    }

    private OwnerCensus Read(OwnerSource source, bool seesAll)
    {
        _work.Run(Walk);
        _stop.ThrowIfCancellationRequested();
        var entries = new List<OwnerEntry>(_finds.Sum(finds => finds.Entries.Count));
        foreach (Findings finds in _finds) entries.AddRange(CollectionsMarshal.AsSpan(finds.Entries));
        return new(CollectionsMarshal.AsSpan(entries), _names, source) { UnreadableProcesses = _unreadable, SeesAllProcesses = seesAll, Shortage = _shortage };
    }

    /// <summary>Descriptors of a process, from a place in their folder on.</summary>
    /// <param name="ProcessId">The process.</param>
    /// <param name="ThreadId">The thread whose they are: the first one, which has the process's id, or another where that has ended.</param>
    /// <param name="Place">Where the kernel goes on in the folder.</param>
    private readonly record struct Piece(int ProcessId, int ThreadId, long Place)
    {
        public static Piece Whole(int processId) => new(processId, processId, 0);
    }

    /// <summary>What one thread found, and its buffers.</summary>
    private sealed class Findings
    {
        public readonly List<OwnerEntry> Entries = [];
        public readonly byte[] Folder = GC.AllocateUninitializedArray<byte>(PieceLength, pinned: true);
        public readonly byte[] Link = GC.AllocateUninitializedArray<byte>(64, pinned: true);
    }

    private void Walk(IEnumerable<Piece> pieces)
    {
        var finds = new Findings();
        lock (_finds) _finds.Add(finds);
        foreach (Piece piece in pieces)
        {
            if (_stop.IsCancellationRequested) return;
            int before = finds.Entries.Count;
            WalkPiece(piece, finds);
            if (finds.Entries.Count > before) LearnName(piece.ProcessId, finds);
        }
    }

    private void WalkPiece(Piece piece, Findings finds)
    {
        using FileDescriptor folder = OpenDescriptors(piece);
        if (!folder.IsOpen)
        {
            bool isForbidden = folder.Errno is Errno.EACCES or Errno.EPERM;
            if (isForbidden && LeaveToOtherThread(piece, finds)) return;
            if (isForbidden) Interlocked.Increment(ref _unreadable); // any other refusal: the process ended meanwhile
            return;
        }
        if (piece.Place != 0) _ = lseek(folder.Number, piece.Place, SEEK_SET);
        var entries = new NumberedEntries(folder.Number, finds.Folder);
        bool isEmpty = true;
        while (!_stop.IsCancellationRequested && entries.Fill())
        {
            bool isLeft = entries.IsFull;
            if (isLeft) _work.Leave(piece with { Place = lseek(folder.Number, 0, SEEK_CUR) });
            while (entries.ReadFilled() && !_stop.IsCancellationRequested)
            {
                isEmpty = false;
                if (TryReadInode(folder.Number, entries.Name, finds.Link, out uint inode)) finds.Entries.Add(new(inode, piece.ProcessId, entries.Number));
            }
            if (isLeft) return;
        }
        if (isEmpty) LeaveToOtherThread(piece, finds);
    }

    /// <summary>Where the first thread of a process has ended its folder is empty, and root's; the others go on, and any of theirs has what they share.</summary>
    private bool LeaveToOtherThread(Piece piece, Findings finds)
    {
        if (piece != Piece.Whole(piece.ProcessId)) return false;
        using FileDescriptor tasks = Open(piece.ProcessId, "/task\0"u8, O_DIRECTORY);
        stat information;
        if (!tasks.IsOpen || fstat(tasks.Number, &information) != 0 || information.st_nlink <= LinksOfOneThread) return false;
        var threads = new NumberedEntries(tasks.Number, finds.Folder);
        while (threads.Read())
        {
            if (threads.Number == piece.ProcessId) continue;
            _work.Leave(piece with { ThreadId = threads.Number });
            return true;
        }
        return false;
    }

    private void LearnName(int processId, Findings finds)
    {
        lock (_names)
        {
            if (_names.ContainsKey(processId)) return;
        }
        using FileDescriptor comm = Open(processId, "/comm\0"u8);
        int length = comm.IsOpen ? comm.Read(finds.Link) : 0;
        if (length <= 0) return;
        lock (_names) _names.TryAdd(processId, RunningProcess.NameIn(finds.Link.AsSpan(0, length)));
    }

    /// <summary>Opens what is below a process's folder in /proc.</summary>
    private FileDescriptor Open(int processId, scoped ReadOnlySpan<byte> below, int flags = 0)
    {
        Span<byte> path = stackalloc byte[64];
        Utf8Formatter.TryFormat(processId, path, out int digits);
        below.CopyTo(path[digits..]);
        fixed (byte* name = path)
        {
            FileDescriptor opened = FileDescriptor.OpenAt(_procFolder, name, O_RDONLY | flags);
            if (ShortageOf(opened.Errno) is ResourceLimitException shortage) _shortage = shortage;
            return opened;
        }
    }

    private static ResourceLimitException? ShortageOf(int errno) => ResourceLimitException.OfDescriptors(errno, "look for owners");

    private FileDescriptor OpenDescriptors(Piece piece)
    {
        if (piece.ThreadId == piece.ProcessId) return Open(piece.ProcessId, "/fd\0"u8, O_DIRECTORY);
        Span<byte> below = stackalloc byte[32];
        return Utf8.TryWrite(below, $"/task/{piece.ThreadId}/fd\0", out int length) ? Open(piece.ProcessId, below[..length], O_DIRECTORY) : throw new UnreachableException();
    }

    /// <summary>The number in a link that is <c>socket:[number]</c>.</summary>
    private static bool TryReadInode(int folder, byte* name, byte[] buffer, out uint inode)
    {
        fixed (byte* start = buffer)
        {
            int length = (int)readlinkat(folder, name, start, buffer.Length);
            ReadOnlySpan<byte> link = buffer.AsSpan(0, Math.Max(length, 0)), before = "socket:["u8;
            inode = 0;
            return link.StartsWith(before) && Utf8Parser.TryParse(link[before.Length..], out inode, out int digits) && link[(before.Length + digits)..] is [(byte)']', ..];
        }
    }
}
