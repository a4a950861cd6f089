using System.Runtime.InteropServices;
using SockDiag.Families.Inet;

namespace SockDiag.Owners;

/// <summary>Both ends of a connection, as one of its two sockets has them. An IPv4 address is the same whichever family its socket is of.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)] // kept for every connection: no byte between the fields
internal readonly record struct Ends(UInt128 Local, UInt128 Remote, ushort LocalPort, ushort RemotePort, bool IsLoopback)
{
    public static Ends Of(in InetRecord record)
    {
        InetAddress local = record.LocalAddress;
        return new(Bits(local), Bits(record.RemoteAddress), (ushort)record.LocalPort, (ushort)record.RemotePort, local.IsLoopback);
    }

    /// <summary>As the socket at the other end has them.</summary>
    public Ends Swapped => new(Remote, Local, RemotePort, LocalPort, IsLoopback);

    public bool Equals(Ends other) => LocalPort == other.LocalPort && RemotePort == other.RemotePort && Local == other.Local && Remote == other.Remote;

    public override int GetHashCode() => HashCode.Combine(Fold(Local), Fold(Remote), LocalPort << 16 | RemotePort);

    private static UInt128 Bits(InetAddress address) => address.IsIPv4 ? address.Bits | (UInt128)0xffff << 32 : address.Bits; // ::ffff:a.b.c.d

    private static ulong Fold(UInt128 address) => (ulong)address ^ (ulong)(address >> 64);
}
