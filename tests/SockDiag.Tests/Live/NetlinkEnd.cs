using System.Buffers.Binary;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>Netlink sockets of the test's own.</summary>
internal static class NetlinkEnd
{
    public const int Route = 0;
    public const int UserSock = 2;
    public const int SOL_NETLINK = 270;
    private const int NETLINK_ADD_MEMBERSHIP = 1;

    public static NativeSocket Open(int protocol) => NativeSocket.TryOpen(AF_NETLINK, SOCK_RAW, protocol) ?? throw new InvalidOperationException("This kernel has no netlink.");

    /// <summary>Bound to a port id that the kernel chooses.</summary>
    public static NativeSocket Bound(int protocol, uint groups = 0) => Open(protocol).BindTo(Address(0, groups));

    public static NativeSocket Join(this NativeSocket socket, int group) => socket.Set(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);

    public static uint PortId(this NativeSocket socket) => BinaryPrimitives.ReadUInt32LittleEndian(socket.Address.AsSpan(4));

    /// <summary>struct sockaddr_nl.</summary>
    public static byte[] Address(uint portId, uint groups = 0) => [16, 0, 0, 0, .. BitConverter.GetBytes(portId), .. BitConverter.GetBytes(groups)];
}
