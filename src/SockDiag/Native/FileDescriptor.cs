using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Native;

/// <summary>A descriptor that is closed with its scope. <see cref="IsOpen"/> is false where the kernel gave none; <see cref="Errno"/> says why.</summary>
internal readonly unsafe ref struct FileDescriptor
{
    /// <param name="number">What a call that opens gave; below 0 its refusal, of which the error number is still to be had.</param>
    public FileDescriptor(int number)
    {
        Number = number;
        Errno = number < 0 ? errno : 0;
    }

    public int Number { get; }
    public int Errno { get; }
    public bool IsOpen => Number >= 0;

    private FileDescriptor(int number, int refusal)
    {
        Number = number;
        Errno = refusal;
    }

    public static FileDescriptor Open(string path, int flags) => Open(Encoding.UTF8.GetBytes(path), flags);

    /// <summary>Opens a path by its bytes. One with a 0 in it names no file: the kernel would take what stands before it.</summary>
    public static FileDescriptor Open(ReadOnlySpan<byte> path, int flags)
    {
        if (path.Contains((byte)0)) return new(-1, Native.Errno.ENOENT);
        byte[] terminated = [.. path, 0];
        fixed (byte* name = terminated) return OpenAt(AT_FDCWD, name, flags);
    }

    /// <summary>Opens <paramref name="name"/>, which ends with 0, below the folder <paramref name="folder"/>.</summary>
    public static FileDescriptor OpenAt(int folder, byte* name, int flags)
    {
        int number;
        do
            number = openat(folder, name, flags | O_CLOEXEC, default);
        while (number < 0 && errno == EINTR);
        return new(number);
    }

    /// <summary>Reads what there is, up to the buffer's length; -1 where the kernel refuses.</summary>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            ssize_t count;
            do
                count = read(Number, start, buffer.Length);
            while (count < 0 && errno == EINTR);
            return (int)count;
        }
    }

    public void Dispose()
    {
        if (IsOpen) _ = close(Number);
    }
}
