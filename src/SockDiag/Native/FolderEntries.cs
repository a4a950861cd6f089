using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace SockDiag.Native;

/// <summary>
/// Steps through the entries of an open folder by the bytes of their names, without a string an entry. The folder itself and the one above it are left out.
/// </summary>
/// <param name="folder">The open folder's descriptor.</param>
/// <param name="buffer">Where the kernel writes the entries; it must not move (pinned).</param>
internal unsafe ref struct FolderEntries(int folder, Span<byte> buffer)
{
    // struct linux_dirent64: inode and offset of 8 bytes each, then these.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    private const byte DT_DIR = 4;

    private readonly Span<byte> _buffer = buffer;
    private int _position;

    /// <summary>How many bytes of the buffer are entries.</summary>
    public int Filled { get; private set; }

    /// <summary>The entry's name, ended by 0.</summary>
    public byte* Name { get; private set; }

    /// <summary>The entry's name, without its end.</summary>
    public readonly ReadOnlySpan<byte> NameBytes => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(Name);

    /// <summary>Whether it is a folder, on file systems that say so here, as those of the kernel do.</summary>
    public bool IsFolder { get; private set; }

    /// <summary>Steps to the next entry; false at the end, and where the folder went away.</summary>
    public bool Read()
    {
        do
        {
            if (ReadFilled()) return true;
        }
        while (Fill());
        return false;
    }

    /// <summary>Fills the buffer with the next entries; false where there are none.</summary>
    public bool Fill()
    {
        _position = 0;
        Filled = Math.Max((int)(long)syscall(LinuxHeaders.SYS_getdents64, folder, Start, _buffer.Length), 0);
        return Filled > 0;
    }

    /// <summary>Steps to the next entry that is in the buffer.</summary>
    public bool ReadFilled()
    {
        while (_position < Filled)
        {
            ReadOnlySpan<byte> entry = _buffer[_position..Filled];
            Name = Start + _position + NameOffset;
            IsFolder = entry[TypeOffset] == DT_DIR;
            _position += MemoryMarshal.Read<ushort>(entry[LengthOffset..]);
            if (!IsDots(entry[NameOffset..])) return true;
        }
        return false;
    }

    private static bool IsDots(ReadOnlySpan<byte> name) => name is [(byte)'.', 0, ..] or [(byte)'.', (byte)'.', 0, ..];

    private readonly byte* Start => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_buffer));
}
