using System.Buffers.Text;
using SockDiag.Native;

namespace SockDiag.Owners;

/// <summary>Steps through the entries of an open folder whose names are numbers (/proc, /proc/PID/fd).</summary>
/// <param name="folder">The open folder's descriptor.</param>
/// <param name="buffer">Where the kernel writes the entries; it must not move (pinned).</param>
internal unsafe ref struct NumberedEntries(int folder, Span<byte> buffer)
{
    /// <summary>More than an entry takes whose name is a number.</summary>
    private const int LongestEntry = 32;

    private readonly int _length = buffer.Length;
    private FolderEntries _entries = new(folder, buffer);

    /// <summary>The number that the entry's name is.</summary>
    public int Number { get; private set; }

    /// <summary>The entry's name, ended by 0.</summary>
    public readonly byte* Name => _entries.Name;

    /// <summary>Whether there was no room for one more entry when the buffer was filled.</summary>
    public readonly bool IsFull => _entries.Filled > _length - LongestEntry;

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
    public bool Fill() => _entries.Fill();

    /// <summary>Steps to the next numbered entry that is in the buffer.</summary>
    public bool ReadFilled()
    {
        while (_entries.ReadFilled())
        {
            if (!Utf8Parser.TryParse(_entries.NameBytes, out int number, out int digits) || digits != _entries.NameBytes.Length) continue;
            Number = number;
            return true;
        }
        return false;
    }
}
