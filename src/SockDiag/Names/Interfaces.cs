using System.Runtime.InteropServices;
using System.Text;
using SockDiag.Native;
using SockDiag.Netlink;
using static Tmds.Linux.LibC;

namespace SockDiag.Names;

/// <summary>Names and indexes of network interfaces, in the namespace of an open socket.</summary>
internal static unsafe class Interfaces
{
    // struct ifreq: the name, then a union that starts with the index.
    private const int RequestLength = 40;

    /// <summary>The name of an index, or null where there is no such interface.</summary>
    public static string? NameOf(NetlinkSocket socket, int index)
    {
        byte* request = stackalloc byte[RequestLength];
        *(int*)(request + LinuxHeaders.IFNAMSIZ) = index;
        return ioctl(socket.Descriptor, LinuxHeaders.SIOCGIFNAME, request) == 0 ? Marshal.PtrToStringUTF8((nint)request) : null;
    }

    /// <summary>The index of a name, or null where there is no such interface.</summary>
    public static int? IndexOf(NetlinkSocket socket, string name)
    {
        byte* request = stackalloc byte[RequestLength];
        new Span<byte>(request, RequestLength).Clear();
        if (Encoding.UTF8.GetByteCount(name) >= LinuxHeaders.IFNAMSIZ) return null;
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, LinuxHeaders.IFNAMSIZ));
        return ioctl(socket.Descriptor, LinuxHeaders.SIOCGIFINDEX, request) == 0 ? *(int*)(request + LinuxHeaders.IFNAMSIZ) : null;
    }
}
