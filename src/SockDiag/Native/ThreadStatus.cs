using System.Buffers.Text;
using static Tmds.Linux.LibC;

namespace SockDiag.Native;

/// <summary>What the kernel says of a thread's privileges (<c>/proc/thread-self/status</c>).</summary>
/// <param name="EffectiveCapabilities">A bit for each capability that counts now.</param>
/// <param name="IsFiltered">Whether a seccomp filter looks at each of its system calls.</param>
internal readonly record struct ThreadStatus(ulong EffectiveCapabilities, bool IsFiltered)
{
    // The longest line has the ids of all groups: a user may be in 65,536, which takes 700 KiB. The lines that are wanted are short.
    private const int Longest = 4 * 1024 * 1024;
    private const int LongestLine = 1024;

    /// <summary>Reads the calling thread's; null if the kernel does not let it, or does not say which capabilities it has.</summary>
    /// <param name="path">The file.</param>
    public static ThreadStatus? Read(string path = "/proc/thread-self/status")
    {
        using var file = FileDescriptor.Open(path, O_RDONLY);
        if (!file.IsOpen) return null;
        Span<byte> buffer = stackalloc byte[LongestLine];
        int kept = 0;
        bool isWithinLongLine = false;
        ulong? capabilities = null;
        bool isFiltered = false; // a kernel without seccomp has no line of it
        for (int total = 0; total <= Longest;)
        {
            int count = file.Read(buffer[kept..]);
            if (count < 0) return null;
            if (count == 0) return capabilities is ulong known ? new(known, isFiltered) : null;
            total += count;
            ReadOnlySpan<byte> rest = buffer[..(kept + count)];
            while (rest.IndexOf((byte)'\n') is int end and >= 0)
            {
                ReadOnlySpan<byte> line = rest[..end];
                rest = rest[(end + 1)..];
                if (isWithinLongLine) isWithinLongLine = false;
                else if (ValueOf("CapEff:\t"u8, line) is { IsEmpty: false } effective) capabilities = Bits(effective);
                else if (ValueOf("Seccomp:\t"u8, line) is { IsEmpty: false } mode) isFiltered = !mode.SequenceEqual("0"u8);
            }
            isWithinLongLine |= rest.Length == buffer.Length;
            if (isWithinLongLine) rest = [];
            rest.CopyTo(buffer);
            kept = rest.Length;
        }
        return null;
    }

    /// <summary>Whether a capability counts now.</summary>
    /// <param name="capability">Its number.</param>
    public bool Has(int capability) => (EffectiveCapabilities >> capability & 1) != 0;

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> line) => line.StartsWith(name) ? line[name.Length..] : [];

    private static ulong? Bits(ReadOnlySpan<byte> hexadecimal) =>
        Utf8Parser.TryParse(hexadecimal, out ulong bits, out int digits, 'x') && digits == hexadecimal.Length ? bits : null;
}
