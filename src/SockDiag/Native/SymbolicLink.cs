using System.Text;
using static Tmds.Linux.LibC;

namespace SockDiag.Native;

/// <summary>Where a symbolic link points to, as bytes: a path need not be text.</summary>
internal static unsafe class SymbolicLink
{
    /// <summary>The first bytes of the target; none if there is no such link, or if it may not be read.</summary>
    /// <param name="path">The link.</param>
    /// <param name="longest">So many bytes are read at most.</param>
    public static byte[] Read(string path, int longest)
    {
        byte[] target = new byte[longest];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'), start = target)
        {
            int length = (int)readlink(name, start, longest);
            return length > 0 ? target[..length] : [];
        }
    }
}
