using SockDiag.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Namespaces;

/// <summary>
/// Files that stand for a network namespace: <c>/proc/PID/ns/net</c>, and whatever that was mounted on. Their paths are text as <see cref="EscapedText"/>
/// writes it.
/// </summary>
internal static unsafe class NamespaceFile
{
    /// <summary>The namespace of the calling thread.</summary>
    public const string OfThisThread = "/proc/thread-self/ns/net";

    // The kernel keeps all namespaces' files on one device, which stays the same while it runs.
    private static ulong? _device;

    /// <summary>Opens a file to enter its namespace.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the namespace is called in errors.</param>
    /// <exception cref="NetworkNamespaceException">There is no such file, it may not be looked at, or it is something else.</exception>
    public static FileDescriptor Open(string path, string name)
    {
        // A place alone is opened first: what stands there may be a FIFO, which would wait for its other end, or a device, which does something if it is
        // opened.
        using FileDescriptor place = OpenPlace(path);
        ResourceLimitException.ThrowIfAbout(place.Errno, $"look at the network namespace '{name}'");
        if (!place.IsOpen) throw new NetworkNamespaceException(name, place.Errno);
        stat found;
        if (fstat(place.Number, &found) != 0 || !IsNamespace(found)) throw new NetworkNamespaceException(name, Errno.EINVAL);
        FileDescriptor file = FileDescriptor.Open($"/proc/thread-self/fd/{place.Number}", O_RDONLY);
        ResourceLimitException.ThrowIfAbout(file.Errno, $"look at the network namespace '{name}'");
        if (!file.IsOpen) throw new NetworkNamespaceException(name, file.Errno);
        if (ioctl(file.Number, LinuxHeaders.NS_GET_NSTYPE, null) == LinuxHeaders.CLONE_NEWNET) return file;
        file.Dispose();
        throw new NetworkNamespaceException(name, Errno.EINVAL);
    }

    /// <summary>The inode that tells a namespace from others; 0 where the file is not there, may not be looked at, or is no namespace.</summary>
    public static long InodeOf(string path) => InodeOf(path, out _);

    /// <summary>The same, and why it is not known.</summary>
    /// <param name="path">The file.</param>
    /// <param name="refusal">The error number; 0 where the kernel refused nothing.</param>
    public static long InodeOf(string path, out int refusal)
    {
        refusal = Find(path, out stat found);
        return refusal == 0 && IsNamespace(found) ? (long)(ulong)found.st_ino : 0;
    }

    private static FileDescriptor OpenPlace(string path) => FileDescriptor.Open(EscapedText.BytesOf(path), O_PATH);

    private static bool IsNamespace(in stat found)
    {
        if (_device is null && Find(OfThisThread, out stat own) == 0) _device = (ulong)own.st_dev;
        return (ulong)found.st_dev == _device;
    }

    /// <summary>Looks at a file without opening it. Gives the error number; 0 if it is there.</summary>
    private static int Find(string path, out stat found)
    {
        found = default;
        byte[] bytes = EscapedText.BytesOf(path);
        if (bytes.Contains((byte)0)) return Errno.ENOENT; // the kernel would take what stands before it
        fixed (byte* name = (byte[])[.. bytes, 0])
        fixed (stat* information = &found) return stat(name, information) == 0 ? 0 : errno;
    }
}
