using static Tmds.Linux.LibC;

namespace SockDiag.Native;

/// <summary>Files whose length other people decide (below /proc and /sys): they are read to a bound, or in pieces.</summary>
internal static class BoundedFile
{
    private const int Piece = 4096;

    /// <summary>The first bytes of a file; null if it cannot be opened or read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">So many bytes are read at most; what follows is not looked at.</param>
    public static byte[]? Read(string path, int longest) => Read(path, longest, out _);

    /// <summary>The same, and why there is nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">So many bytes are read at most; what follows is not looked at.</param>
    /// <param name="refusal">The error number; 0 if there is something.</param>
    public static byte[]? Read(string path, int longest, out int refusal)
    {
        using var file = FileDescriptor.Open(path, O_RDONLY);
        refusal = file.Errno;
        if (!file.IsOpen) return null;
        byte[] bytes = new byte[Math.Min(Piece, longest)];
        int filled = 0;
        while (filled < longest)
        {
            if (filled == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * filled, longest));
            int count = file.Read(bytes.AsSpan(filled));
            if (count < 0) refusal = errno;
            if (count < 0 && filled == 0) return null;
            if (count <= 0) break;
            filled += count;
        }
        Array.Resize(ref bytes, filled);
        return bytes;
    }

    /// <summary>How many lines a file has, however long it is; null if it cannot be opened.</summary>
    /// <param name="path">The file.</param>
    public static long? LinesOf(string path)
    {
        using var file = FileDescriptor.Open(path, O_RDONLY);
        if (!file.IsOpen) return null;
        byte[] buffer = new byte[16 * Piece];
        long lines = 0;
        while (file.Read(buffer) is int count and > 0) lines += buffer.AsSpan(0, count).Count((byte)'\n');
        return lines;
    }
}
