using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>Raw sockets, as raw_diag answers, and from lines of /proc/net/raw.</summary>
public class RawSocketTests
{
    private const int ENOENT = 2;

    private const string Table =
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
          28: 00000000:0001 00000000:0000 07 00000000:00000340 00:00000000 00000000  1000        0 42114169 2 00000000aab4a5e3 0
         100: 0100007F:0059 0200007F:1234 01 00000010:00000000 00:00000000 00000000     0        0 42114171 2 0000000093012f5f 7
        """;

    private const string Table6 =
        """
          sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
          147: 000080FE00000000000000000100FE99:003A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 42114170 2 00000000a825a170 0
        """;

    /// <summary>The protocol stands where others have their local port, and is no port.</summary>
    [Fact]
    public void ByDiag()
    {
        RawSocket row = Read(InetAnswer.IPv4("10.0.0.5", "0.0.0.0") with { State = 7, LocalPort = 89, RemotePort = 5, Interface = 2, ReceiveQueue = 832 });
        Assert.Equal(
            (SocketProtocol.Raw, SocketState.Unconnected, 89, "ospf", "10.0.0.5", 0, 0, "2", 832L, (ulong?)0x1001),
            (row.Protocol, row.State, row.IPProtocol, row.IPProtocolName, row.LocalAddress, row.LocalPort, row.RemotePort, row.Interface, row.ReceiveQueue, row.Cookie));
    }

    /// <summary>raw_diag answers every state, whatever is asked.</summary>
    [Theory, InlineData(SocketState.Established, false), InlineData(SocketState.Unconnected, true)]
    public void StatesAreDecidedHere(SocketState states, bool isWanted) =>
        Assert.Equal(isWanted, Raw.Family.Parse(new InetAnswer { State = 7 }.Payload(), 0, new RecordReading(new Origin()) { States = states }) is not null);

    /// <summary>Its option says that IPv4 is included, which raw sockets never do.</summary>
    [Fact]
    public void OneOfAllIPv6AddressesGetsNoIPv4() => Assert.Equal(BindScope.AnyIPv6, Read(InetAnswer.IPv6("::", "::") with { State = 7, LocalPort = 58, Attributes = NetlinkBytes.Attribute(11, 0) }).BindScope);

    [Fact]
    public void AProtocolWithoutANameIsANumberAlone() => Assert.Equal((253, null, "Raw Unconnected 0.0.0.0 0.0.0.0 253"), Say(Read(InetAnswer.IPv4("0.0.0.0", "0.0.0.0") with { State = 7, LocalPort = 253 })));

    /// <summary>A DONE that carries an error and an ERROR are the same: the kernel lacks what lists them.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void BothWaysToSayThatThereIsNoRawDiagAreTheSame(bool inDone)
    {
        KernelRefusedException refusal = Assert.Throws<KernelRefusedException>(() =>
            RecordedSockets.Read<RawSocket>(SocketProtocol.Raw, inDone ? NetlinkBytes.DoneMessage(ENOENT) : NetlinkBytes.ErrorMessage(ENOENT)));
        Assert.Equal((true, SocketProtocol.Raw), (refusal.IsProtocolMissing, refusal.Protocol));
    }

    [Fact]
    public void ByProc() => Assert.Equal(
        [
            "Raw Unconnected 0.0.0.0 0.0.0.0 icmp queues 832 0 user 1000 inode 42114169",
            "Raw Established 127.0.0.1 127.0.0.2 ospf queues 0 16 user 0 inode 42114171",
            "Raw Unconnected fe80::99fe:1 :: ipv6-icmp queues 0 0 user 0 inode 42114170",
        ],
        ReadProc(new(SocketProtocol.Raw)).Select(row => $"{row} queues {row.ReceiveQueue} {row.SendQueue} user {row.UserId} inode {row.Inode}"));

    [Fact]
    public void ProcHasNoPortsAndNoCookie()
    {
        RawSocket row = ReadProc(new(SocketProtocol.Raw))[1];
        Assert.Equal((0, 0, null, null, null, null), (row.LocalPort, row.RemotePort, row.Cookie, row.Mark, row.Interface, row.CgroupPath));
    }

    /// <summary>Whether it is bound to a device is not told: then nobody knows who can reach it.</summary>
    [Fact]
    public void ProcTellsTheScopeOfOneAddressAlone() => Assert.Equal([null, null, BindScope.Address], ReadProc(new(SocketProtocol.Raw)).Select(row => row.BindScope));

    [Fact]
    public void StatesAndAddressFamiliesOfTheQuestionHold()
    {
        Assert.Equal([89], ReadProc(new(SocketProtocol.Raw), SocketState.Established).Select(row => row.IPProtocol));
        Assert.Equal([58], ReadProc(new(SocketProtocol.Raw) { AddressFamily = SocketAddressFamily.IPv6 }).Select(row => row.IPProtocol));
    }

    [Fact]
    public void WithoutATableTheProtocolIsMissing() =>
        Assert.True(Assert.Throws<KernelRefusedException>(() => RawProc.Table.Read(new(SocketProtocol.Raw), SocketState.All, _ => null, new(new Origin())).Count()).IsProtocolMissing);

    [Theory]
    [InlineData(""), InlineData("28: 00000000:0001"), InlineData("28: 0000:0001 00000000:0000 07 00000000:00000340 00:00000000 00000000  1000        0 42114169 2 0 0"), InlineData("28: 00000000:0001 00000000:0000 x 0:0 0:0 0 0 0 1 2 0 0")]
    public void ALineThatIsNoneIsLeftOut(string line) => Assert.False(RawRow.TryParse(line, SocketAddressFamily.IPv4, out _));

    private static (int, string?, string) Say(RawSocket row) => (row.IPProtocol, row.IPProtocolName, row.ToString());

    private static RawSocket Read(InetAnswer answer) => Assert.Single(RecordedSockets.Read<RawSocket>(SocketProtocol.Raw, answer.Message()));

    private static RawSocket[] ReadProc(SocketQuery query, SocketState states = SocketState.All) =>
        [.. RawProc.Table.Read(query, states, file => new StringReader(file == "raw" ? Table : Table6), new RecordReading(new Origin())).Cast<RawSocket>()];
}
