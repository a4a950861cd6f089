using System.Runtime.CompilerServices;
using static Tmds.Linux.LibC;

namespace SockDiag.Native;

/// <summary>A file of the kernel's in memory, until the end of its scope. Where the kernel gives its own pages (types, since Linux 6.16) nothing is copied.</summary>
internal readonly unsafe ref struct MappedFile
{
    private MappedFile(ReadOnlySpan<byte> mapped, int length, int errno)
    {
        _mapped = mapped;
        _length = length;
        Errno = errno;
    }

    private const long Longest = 64 * 1024 * 1024; // the types of a kernel take 5 to 10 MiB

    private readonly ReadOnlySpan<byte> _mapped;
    private readonly int _length;

    /// <summary>Why there is nothing; 0 where there is.</summary>
    public int Errno { get; }

    public bool IsOpen => Errno == 0;
    public ReadOnlySpan<byte> Bytes => _mapped[.._length];

    public static MappedFile Open(string path)
    {
        using var file = FileDescriptor.Open(path, O_RDONLY);
        if (!file.IsOpen) return new([], 0, file.Errno);
        Tmds.Linux.stat information;
        if (fstat(file.Number, &information) != 0) return new([], 0, errno);
        if ((long)information.st_size > Longest) return new([], 0, EFBIG);
        int size = (int)(long)information.st_size;
        if (TryMap(size, PROT_READ, MAP_PRIVATE, file.Number, out Span<byte> whole)) return new(whole, size, 0);
        if (!TryMap(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, out Span<byte> room)) return new([], 0, errno);
        int filled = 0;
        while (filled < size && file.Read(room[filled..]) is int count and > 0) filled += count;
        return new(room, filled, 0);
    }

    public void Dispose()
    {
        if (!_mapped.IsEmpty) _ = munmap(Unsafe.AsPointer(ref Unsafe.AsRef(in _mapped[0])), _mapped.Length);
    }

    private static bool TryMap(int size, int protection, int flags, int file, out Span<byte> mapped)
    {
        void* start = mmap(null, size, protection, flags, file, 0);
        mapped = start == MAP_FAILED ? default : new(start, size);
        return start != MAP_FAILED;
    }
}
