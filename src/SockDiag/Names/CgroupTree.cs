using SockDiag.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Names;

/// <summary>The folders of a hierarchy of cgroups, which any user to whom a part of it was given can make.</summary>
internal static unsafe class CgroupTree
{
    private const int BufferLength = 32 * 1024;

    /// <summary>A folder and those below it, those near it first; they are read while they are taken. None if the folder is not there.</summary>
    /// <param name="top">The folder's path.</param>
    /// <param name="most">So many are read at most.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="ResourceLimitException">No descriptor is left to read them.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IEnumerable<(byte[] Path, ulong Id)> Read(byte[] top, int most, CancellationToken stop)
    {
        var open = new Queue<byte[]>([top]);
        byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferLength, pinned: true);
        for (int met = 1; open.TryDequeue(out byte[]? path);)
        {
            stop.ThrowIfCancellationRequested();
            if (Folder(path, buffer, most, out List<byte[]> below) is not ulong id) continue; // it is gone, or no folder
            yield return (path, id);
            foreach (byte[] name in below)
            {
                if (met++ < most) open.Enqueue(name);
            }
        }
    }

    /// <summary>The id of a folder, and the paths of those in it.</summary>
    private static ulong? Folder(byte[] path, byte[] buffer, int most, out List<byte[]> below)
    {
        below = [];
        using var folder = FileDescriptor.Open(path, O_RDONLY | O_DIRECTORY);
        stat information;
        ResourceLimitException.ThrowIfAbout(folder.Errno, "look into cgroups");
        if (!folder.IsOpen || fstat(folder.Number, &information) != 0) return null;
        var entries = new FolderEntries(folder.Number, buffer);
        while (below.Count < most && entries.Read())
        {
            if (entries.IsFolder) below.Add(path is [.., (byte)'/'] ? [.. path, .. entries.NameBytes] : [.. path, (byte)'/', .. entries.NameBytes]);
        }
        return (ulong)information.st_ino;
    }
}
