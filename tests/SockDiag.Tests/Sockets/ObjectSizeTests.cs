using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Families.Unix;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>The memory that each object takes, which is what a listing of 500,000 sockets keeps.</summary>
public class ObjectSizeTests
{
    private const int Count = 1000;

    [Fact]
    public void ASocketTakes136Bytes() => Assert.InRange(BytesEach(Tcp.Family, new InetAnswer().Payload()), 1, 136);

    /// <summary>Its path is one for all sockets of that path.</summary>
    [Fact]
    public void AUnixSocketTakes136Bytes() => Assert.InRange(BytesEach(UnixDomain.Family, new UnixAnswer { Attributes = NetlinkBytes.Attribute(0, "/run/server\0"u8) }.Payload()), 1, 136);

    [Fact]
    public void ASocketWithItsBookkeepingTakes420Bytes() => Assert.InRange(BytesEach(TcpWithInfo.Family, new InetAnswer
    {
        Attributes = [.. NetlinkBytes.Attribute(TcpInfoBytes.Info, TcpInfoBytes.Pattern.AsSpan(0, 280)), .. NetlinkBytes.Attribute(TcpInfoBytes.CongestionControl, "cubic\0"u8)],
    }.Payload()), 1, 420);

    private static double BytesEach(Family family, byte[] payload)
    {
        var reading = new RecordReading(new Origin());
        var kept = new Socket?[Count];
        kept[0] = family.Parse(payload, 0, reading); // what is made once is made now
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++) kept[i] = family.Parse(payload, 0, reading);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count;
    }
}
