using System.Buffers.Binary;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>Packet sockets of the test's own.</summary>
internal static class PacketTap
{
    public const int ETH_P_IP = 0x0800;

    /// <summary>Makes one in a namespace of the test's own; the test is skipped where this user may not.</summary>
    public static void Inside(Action body)
    {
        Assert.SkipUnless(Needs.IsRoot && OwnNamespace.IsAllowed, "It makes packet sockets, which takes CAP_NET_RAW and a network namespace of its own (root).");
        OwnNamespace.Inside(body);
    }

    public static NativeSocket Open(int? type = null, int etherType = 0) =>
        NativeSocket.TryOpen(AF_PACKET, type ?? SOCK_RAW, BinaryPrimitives.ReverseEndianness((ushort)etherType)) ?? throw new InvalidOperationException("This kernel has no packet sockets.");

    /// <summary>Bound to an interface: struct sockaddr_ll.</summary>
    public static NativeSocket On(this NativeSocket tap, uint index, int etherType = ETH_P_IP) =>
        tap.BindTo([17, 0, (byte)(etherType >> 8), (byte)etherType, .. BitConverter.GetBytes(index), .. new byte[12]]);

    /// <summary>struct packet_mreq.</summary>
    public static NativeSocket Member(this NativeSocket tap, uint index, PacketMembershipType type, params byte[] address) =>
        tap.Set(SOL_PACKET, 1, [.. BitConverter.GetBytes(index), .. BitConverter.GetBytes((ushort)type), .. BitConverter.GetBytes((ushort)address.Length), .. address, .. new byte[8 - address.Length]]);

    /// <summary>An instruction of a filter.</summary>
    public static ulong Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand) => code | (ulong)ifTrue << 16 | (ulong)ifFalse << 24 | (ulong)operand << 32;

    /// <summary>A filter of so many instructions that lets everything pass.</summary>
    public static ulong[] PassAll(int length) => [.. Enumerable.Repeat(Instruction(0x00, 0, 0, 7), length - 1), Instruction(0x06, 0, 0, uint.MaxValue)];
}
