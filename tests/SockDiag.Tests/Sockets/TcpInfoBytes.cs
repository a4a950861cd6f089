using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>tcp_info as kernels answer it, written by hand.</summary>
internal static class TcpInfoBytes
{
    public const ushort Info = 2, Vegas = 3, CongestionControl = 4, Memory = 7, Dctcp = 9, Bbr = 16, Md5Signature = 18, UpperLayer = 19;

    /// <summary>Longer than any kernel's, and every field has a value of its own that no field takes for "none".</summary>
    public static byte[] Pattern { get; } = MakePattern();

    /// <summary>The pattern with other bytes in one place.</summary>
    public static byte[] PatternWith(int offset, params ReadOnlySpan<byte> bytes)
    {
        byte[] pattern = [.. Pattern];
        bytes.CopyTo(pattern.AsSpan(offset));
        return pattern;
    }

    /// <summary>The connection of an answer that has this tcp_info.</summary>
    public static TcpInfo Read(ReadOnlySpan<byte> info, Version? release = null, byte state = 1, params byte[][] attributes) => Read(
        new InetAnswer { State = state, Attributes = [.. NetlinkBytes.Attribute(Info, info), .. attributes.SelectMany(attribute => attribute)] }, release)!;

    /// <summary>The connection of an answer; null where it has no tcp_info.</summary>
    public static TcpInfo? Read(InetAnswer answer, Version? release = null) => Read(answer, new RecordReading(new Origin { KernelRelease = release }));

    /// <summary>The same, as one of a listing.</summary>
    public static TcpInfo? Read(InetAnswer answer, RecordReading listing) => (TcpInfo?)TcpWithInfo.Family.Parse(answer.Payload(), 0, listing);

    private static byte[] MakePattern()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300).Select(i => (byte)(i % 127 + 1))]; // no counter has its highest bit set
        bytes[1] = 3;           // TCP_CA_Recovery
        bytes[5] = 0b0010_0101; // timestamps, window scale, SYN data
        bytes[6] = 0xa7;
        bytes[7] = 0b101;       // application limited, data not acknowledged
        return bytes;
    }
}
