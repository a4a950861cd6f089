using System.Buffers.Text;
using System.Runtime.ExceptionServices;
using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Owners;

/// <summary>Owners from /proc/PID/fd, on all processors.</summary>
internal sealed unsafe class ProcOwners
{
    private const int ProcessesWorthAThread = 32;

    private readonly int _procFolder;
    private readonly int[] _processIds;
    private readonly CancellationToken _stop;
    private int _taken = -1;
    private int _unreadable;

    private ProcOwners(int procFolder, int[] processIds, CancellationToken stop)
    {
        _procFolder = procFolder;
        _processIds = processIds;
        _stop = stop;
    }

    /// <summary>Reads who holds which socket.</summary>
    /// <param name="root">Where /proc is.</param>
    /// <param name="only">Look into these processes alone; null: into all.</param>
    /// <param name="stop">Ends the walk.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static OwnerCensus Read(string root, IReadOnlyCollection<int>? only, CancellationToken stop)
    {
        using var proc = FileDescriptor.Open(root, O_RDONLY | O_DIRECTORY);
        if (!proc.IsOpen) return OwnerCensus.Nothing;
        bool seesAll = true;
        int[] processIds = only is null ? [.. RunningProcess.Ids(proc.Number)] : [.. only];
        if (only is null) seesAll = processIds.Contains(1) && IsFirstProcessNamespace(root);
        return new ProcOwners(proc.Number, processIds, stop).Read(seesAll);
    }

    private OwnerCensus Read(bool seesAll)
    {
        int threads = Math.Clamp(_processIds.Length / ProcessesWorthAThread, 1, Environment.ProcessorCount);
        var finds = new Findings[threads];
        for (int i = 0; i < threads; i++) finds[i] = new();
        Thread[] others = [.. finds.Skip(1).Select(find => new Thread(() => Walk(find)) { IsBackground = true, Name = "SockDiag owners" })];
        foreach (Thread other in others) other.Start();
        Walk(finds[0]);
        foreach (Thread other in others) other.Join();
        foreach (Findings find in finds) find.Failure?.Throw();
        _stop.ThrowIfCancellationRequested();
        return new([.. finds.SelectMany(find => find.Entries)], finds.SelectMany(find => find.Processes).ToDictionary(), _unreadable, seesAll);
    }

    /// <summary>What one thread found, and its buffers.</summary>
    private sealed class Findings
    {
        public readonly List<OwnerEntry> Entries = [];
        public readonly List<KeyValuePair<int, string>> Processes = [];
        public readonly byte[] Folder = GC.AllocateUninitializedArray<byte>(32 * 1024, pinned: true);
        public readonly byte[] Link = GC.AllocateUninitializedArray<byte>(64, pinned: true);
        public ExceptionDispatchInfo? Failure;
    }

    private void Walk(Findings finds)
    {
        try
        {
            while (Interlocked.Increment(ref _taken) is int next && next < _processIds.Length)
                WalkProcess(_processIds[next], finds);
        }
        catch (Exception e) { finds.Failure = ExceptionDispatchInfo.Capture(e); } // thrown again when all threads have ended
    }

    private void WalkProcess(int processId, Findings finds)
    {
        int before = finds.Entries.Count;
        Span<byte> path = stackalloc byte[32];
        using FileDescriptor folder = OpenAt(path, processId, "/fd\0"u8, O_RDONLY | O_DIRECTORY);
        if (!folder.IsOpen)
        {
            // Any other refusal: the process ended meanwhile.
            if (folder.Errno is Errno.EACCES or Errno.EPERM || folder.Errno == EMFILE || folder.Errno == ENFILE) Interlocked.Increment(ref _unreadable);
            return;
        }
        var entries = new NumberedEntries(folder.Number, finds.Folder);
        fixed (byte* link = finds.Link)
        {
            while (entries.Read() && !_stop.IsCancellationRequested)
            {
                int length = (int)readlinkat(folder.Number, entries.Name, link, finds.Link.Length);
                if (TryParseInode(finds.Link.AsSpan(0, Math.Max(length, 0)), out uint inode)) finds.Entries.Add(new(inode, processId, entries.Number));
            }
        }
        if (finds.Entries.Count == before) return;
        using FileDescriptor comm = OpenAt(path, processId, "/comm\0"u8, O_RDONLY);
        int count = comm.IsOpen ? comm.Read(finds.Link) : 0;
        if (count > 0) finds.Processes.Add(new(processId, RunningProcess.NameIn(finds.Link.AsSpan(0, count))));
    }

    private FileDescriptor OpenAt(Span<byte> path, int processId, ReadOnlySpan<byte> below, int flags)
    {
        Utf8Formatter.TryFormat(processId, path, out int digits);
        below.CopyTo(path[digits..]);
        fixed (byte* name = path) return FileDescriptor.OpenAt(_procFolder, name, flags);
    }

    /// <summary>The number in <c>socket:[number]</c>.</summary>
    private static bool TryParseInode(ReadOnlySpan<byte> link, out uint inode)
    {
        inode = 0;
        ReadOnlySpan<byte> start = "socket:["u8;
        return link.StartsWith(start) && Utf8Parser.TryParse(link[start.Length..], out inode, out int digits)
            && start.Length + digits < link.Length && link[start.Length + digits] == (byte)']';
    }

    /// <summary>In any other process-id namespace there are processes that this /proc does not show.</summary>
    private static bool IsFirstProcessNamespace(string root)
    {
        try { return new FileInfo($"{root}/self/ns/pid").LinkTarget == $"pid:[{LinuxHeaders.PROC_PID_INIT_INO}]"; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
    }
}
