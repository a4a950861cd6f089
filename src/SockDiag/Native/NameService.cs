using System.Runtime.InteropServices;
using System.Text;

namespace SockDiag.Native;

/// <summary>The C library's name service: users and services, from wherever this machine keeps them. Tmds.LibC lacks these calls.</summary>
internal static unsafe partial class NameService
{
    private const int BufferLength = 16 * 1024; // room for the longest entry that glibc's own documentation speaks of, many times over
    private const int UserIdOffset = 16;        // struct passwd: two pointers, then pw_uid, on every 64-bit glibc
    private const int PortOffset = 16;          // struct servent: two pointers, then s_port

    /// <summary>The name of a user id, or null where nobody has it.</summary>
    public static string? UserName(uint userId)
    {
        byte* entry = stackalloc byte[64], result = null;
        fixed (byte* buffer = new byte[BufferLength])
        {
            return Found(getpwuid_r(userId, entry, buffer, BufferLength, &result)) && result != null
                ? EscapedText.Of(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*(byte**)entry))
                : null;
        }
    }

    /// <summary>The id of a user, or null where there is none of that name.</summary>
    /// <param name="name">The name as it is or, if nobody has that, as a listing shows it.</param>
    public static uint? UserId(string name)
    {
        byte[] typed = Encoding.UTF8.GetBytes(name), meant = EscapedText.BytesOf(name);
        return UserId(typed) ?? (meant.AsSpan().SequenceEqual(typed) ? null : UserId(meant));
    }

    private static uint? UserId(ReadOnlySpan<byte> name)
    {
        if (Terminated(name) is not byte[] terminated) return null;
        byte* entry = stackalloc byte[64], result = null;
        fixed (byte* buffer = new byte[BufferLength], text = terminated)
        {
            return Found(getpwnam_r(text, entry, buffer, BufferLength, &result)) && result != null
                ? *(uint*)(entry + UserIdOffset)
                : null;
        }
    }

    /// <summary>The port of a service under <paramref name="protocol"/> (<c>tcp</c>, <c>udp</c>), or null where there is none of that name.</summary>
    public static int? ServicePort(string name, string protocol)
    {
        if (Terminated(Encoding.UTF8.GetBytes(name)) is not byte[] terminated) return null;
        byte* entry = stackalloc byte[64], result = null;
        fixed (byte* buffer = new byte[BufferLength], text = terminated, under = Terminated(Encoding.UTF8.GetBytes(protocol)))
        {
            return Found(getservbyname_r(text, under, entry, buffer, BufferLength, &result)) && result != null
                ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(*(ushort*)(entry + PortOffset))
                : null;
        }
    }

    /// <summary>Whether the service answered.</summary>
    /// <exception cref="ResourceLimitException">It had no descriptor left to look.</exception>
    private static bool Found(int refusal)
    {
        ResourceLimitException.ThrowIfAbout(refusal, "look a name up");
        return refusal == 0;
    }

    /// <summary>A name as C reads it; null if it has a NUL, where C would stop reading and find another name's entry.</summary>
    private static byte[]? Terminated(ReadOnlySpan<byte> name) => name.Contains((byte)0) ? null : [.. name, 0];

    [LibraryImport("libc.so.6")]
    private static partial int getpwuid_r(uint uid, byte* pwd, byte* buffer, nuint length, byte** result);

    [LibraryImport("libc.so.6")]
    private static partial int getpwnam_r(byte* name, byte* pwd, byte* buffer, nuint length, byte** result);

    [LibraryImport("libc.so.6")]
    private static partial int getservbyname_r(byte* name, byte* protocol, byte* entry, byte* buffer, nuint length, byte** result);
}
