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
            return getpwuid_r(userId, entry, buffer, BufferLength, &result) == 0 && result != null
                ? EscapedText.Of(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*(byte**)entry))
                : null;
        }
    }

    /// <summary>The id of a user, or null where there is none of that name.</summary>
    public static uint? UserId(string name)
    {
        byte* entry = stackalloc byte[64], result = null;
        fixed (byte* buffer = new byte[BufferLength], text = Terminated(name))
        {
            return getpwnam_r(text, entry, buffer, BufferLength, &result) == 0 && result != null
                ? *(uint*)(entry + UserIdOffset)
                : null;
        }
    }

    /// <summary>The port of a service under <paramref name="protocol"/> (<c>tcp</c>, <c>udp</c>), or null where there is none of that name.</summary>
    public static int? ServicePort(string name, string protocol)
    {
        byte* entry = stackalloc byte[64], result = null;
        fixed (byte* buffer = new byte[BufferLength], text = Terminated(name), under = Terminated(protocol))
        {
            return getservbyname_r(text, under, entry, buffer, BufferLength, &result) == 0 && result != null
                ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(*(ushort*)(entry + PortOffset))
                : null;
        }
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [LibraryImport("libc.so.6")]
    private static partial int getpwuid_r(uint uid, byte* pwd, byte* buffer, nuint length, byte** result);

    [LibraryImport("libc.so.6")]
    private static partial int getpwnam_r(byte* name, byte* pwd, byte* buffer, nuint length, byte** result);

    [LibraryImport("libc.so.6")]
    private static partial int getservbyname_r(byte* name, byte* protocol, byte* entry, byte* buffer, nuint length, byte** result);
}
