using System.Text;
using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Namespaces;

/// <summary>Files that stand for a network namespace: <c>/proc/PID/ns/net</c>, and whatever that was mounted on.</summary>
internal static unsafe class NamespaceFile
{
    /// <summary>The namespace of the calling thread.</summary>
    public const string OfThisThread = "/proc/thread-self/ns/net";

    /// <summary>Opens a file to enter its namespace.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the namespace is called in errors.</param>
    /// <exception cref="NetworkNamespaceException">There is no such file, it may not be looked at, or it is something else.</exception>
    public static FileDescriptor Open(string path, string name)
    {
        FileDescriptor file = FileDescriptor.Open(path, O_RDONLY);
        if (!file.IsOpen) throw new NetworkNamespaceException(name, file.Errno);
        if (ioctl(file.Number, LinuxHeaders.NS_GET_NSTYPE, null) == LinuxHeaders.CLONE_NEWNET) return file;
        file.Dispose();
        throw new NetworkNamespaceException(name, Errno.EINVAL);
    }

    /// <summary>The inode that tells a namespace from others; 0 where the file is not there or may not be looked at: the errno says which.</summary>
    public static long InodeOf(string path)
    {
        Tmds.Linux.stat information;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0')) return stat(name, &information) == 0 ? (long)(ulong)information.st_ino : 0;
    }
}
