using System.Runtime.InteropServices;
using SockDiag.Native;
using SockDiag.Netlink;
using static Tmds.Linux.LibC;

namespace SockDiag.Names;

/// <summary>Names and indexes of network interfaces, in the namespace of an open socket.</summary>
internal static unsafe partial class Interfaces
{
    // struct ifreq: the name, then a union that starts with the index.
    private const int RequestLength = 40;

    // struct if_nameindex: the index, then a pointer to the name. The last entry's index is 0.
    private const int NameOffset = 8;
    private const int EntryLength = 16;

    /// <summary>All interfaces of the calling thread's network namespace; none where the kernel refuses to tell.</summary>
    public static IReadOnlyList<(int Index, string Name)> All()
    {
        var found = new List<(int, string)>();
        byte* entries = if_nameindex();
        if (entries == null) return found;
        for (byte* entry = entries; *(int*)entry != 0; entry += EntryLength) found.Add((*(int*)entry, Text(*(byte**)(entry + NameOffset))));
        if_freenameindex(entries);
        return found;
    }

    /// <summary>The name of an index, or null where there is no such interface.</summary>
    public static string? NameOf(DiagSocket socket, int index)
    {
        byte* request = stackalloc byte[RequestLength];
        *(int*)(request + LinuxHeaders.IFNAMSIZ) = index;
        return ioctl(socket.Descriptor, LinuxHeaders.SIOCGIFNAME, request) == 0 ? Text(request) : null;
    }

    /// <summary>The index of a name, or null where there is no such interface.</summary>
    /// <param name="socket">In the namespace.</param>
    /// <param name="name">The name's bytes. No name has a NUL or a colon, where the kernel would stop reading and find another.</param>
    public static int? IndexOf(DiagSocket socket, ReadOnlySpan<byte> name)
    {
        byte* request = stackalloc byte[RequestLength];
        new Span<byte>(request, RequestLength).Clear();
        if (name.Length >= LinuxHeaders.IFNAMSIZ || name.ContainsAny("\0:"u8)) return null;
        name.CopyTo(new Span<byte>(request, LinuxHeaders.IFNAMSIZ));
        return ioctl(socket.Descriptor, LinuxHeaders.SIOCGIFINDEX, request) == 0 ? *(int*)(request + LinuxHeaders.IFNAMSIZ) : null;
    }

    private static string Text(byte* name) => EscapedText.Of(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));

    [LibraryImport("libc.so.6")]
    private static partial byte* if_nameindex();

    [LibraryImport("libc.so.6")]
    private static partial void if_freenameindex(byte* entries);
}
