using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Owners;

/// <summary>Steps through the entries of an open folder whose names are numbers (/proc, /proc/PID/fd), without a string an entry.</summary>
/// <param name="folder">The open folder's descriptor.</param>
/// <param name="buffer">Where the kernel writes the entries; it must not move (pinned).</param>
internal unsafe ref struct NumberedEntries(int folder, Span<byte> buffer)
{
    // struct linux_dirent64: inode and offset of 8 bytes each, then these.
    private const int LengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>More than an entry takes whose name is a number.</summary>
    private const int LongestEntry = 32;

    private readonly Span<byte> _buffer = buffer;
    private int _filled;
    private int _position;

    /// <summary>The number that the entry's name is.</summary>
    public int Number { get; private set; }

    /// <summary>The entry's name, ended by 0.</summary>
    public byte* Name { get; private set; }

    /// <summary>Whether there was no room for one more entry when the buffer was filled.</summary>
    public readonly bool IsFull => _filled > _buffer.Length - LongestEntry;

    /// <summary>Steps to the next numbered entry; false at the end, and where the folder went away.</summary>
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
        _filled = Math.Max((int)(long)syscall(LinuxHeaders.SYS_getdents64, folder, Start, _buffer.Length), 0);
        return _filled > 0;
    }

    /// <summary>Steps to the next numbered entry that is in the buffer.</summary>
    public bool ReadFilled()
    {
        while (_position < _filled)
        {
            ReadOnlySpan<byte> entry = _buffer[_position.._filled];
            Name = Start + _position + NameOffset;
            _position += MemoryMarshal.Read<ushort>(entry[LengthOffset..]);
            if (!Utf8Parser.TryParse(entry[NameOffset..], out int number, out int digits) || entry[NameOffset + digits] != 0) continue;
            Number = number;
            return true;
        }
        return false;
    }

    private readonly byte* Start => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_buffer));
}
