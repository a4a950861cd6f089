using SockDiag.Families.Inet;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>What the properties of DCCP sockets say of recorded bytes.</summary>
public class DccpSocketTests
{
    private static readonly string[] _ofBoth =
    [
        "Dccp ActiveCloseRequest FinWait1 127.0.0.1:5045", "Dccp Closing Closing 127.0.0.1:0", "Dccp Listen Listen 127.0.0.1:5041", "Dccp Listen Listen 127.0.0.1:5043", "Dccp Listen Listen 127.0.0.1:5044",
        "Dccp Listen Listen 127.0.0.1:5045", "Dccp Listen Listen [::1]:5042", "Dccp Open Established 127.0.0.1:0", "Dccp Open Established 127.0.0.1:5041", "Dccp Open Established 127.0.0.1:5043", "Dccp Open Established [::1]:5042",
        "Dccp PartOpen Established 127.0.0.1:0", "Dccp PartOpen Established [::1]:0", "Dccp PassiveClose CloseWait 127.0.0.1:5044", "Dccp PassiveCloseRequest CloseWait 127.0.0.1:0",
    ];

    [Fact]
    public void EveryStateOfARecordingHasItsNameAndItsMeaning() =>
        Assert.Equal([.. _ofBoth[..1], "Dccp Closed BoundInactive 127.0.0.1:5046", .. _ofBoth[1..]], States("dccp.nl"));

    /// <summary>PARTOPEN is 13 there, and PASSIVE-CLOSEREQ what PARTOPEN is on later kernels: without the release, which a recording has not, it is taken for that.</summary>
    [Fact]
    public void AnOlderKernelsRecordingHasTheSameButForOneNumber() =>
        Assert.Equal([.. _ofBoth[..11], "Dccp PartOpen Established 127.0.0.1:0", .. _ofBoth[11..^1]], States("dccp-5.10.nl"));

    [Theory]
    [InlineData(13, "6.7", DccpState.PartOpen)]
    [InlineData(14, "6.7", DccpState.PassiveCloseRequest)]
    [InlineData(14, "6.8", DccpState.PartOpen)]
    [InlineData(15, "6.12", DccpState.PassiveCloseRequest)]
    [InlineData(14, null, DccpState.PartOpen)]
    [InlineData(1, "5.10", DccpState.Open)]
    public void TwoStatesAreBehindTcpsLastWhichMovedOnce(byte number, string? release, DccpState state) => Assert.Equal(state, DccpStates.Of(number, release is null ? null : Version.Parse(release)));

    [Fact]
    public void WhatHasAPathKnowsHowLongItsPacketsMayBe()
    {
        DccpSocket[] rows = Read("dccp.nl");
        Assert.All(rows, row => Assert.Equal(row.DccpState is DccpState.Listen or DccpState.Closed ? null : row.AddressFamily == SocketAddressFamily.IPv4 ? 65535L : 65536L, row.PathMtuBytes));
    }

    /// <summary>The kernel writes 0 there whatever waits.</summary>
    [Fact]
    public void NobodyTellsOfQueues() => Assert.All(Read("dccp.nl"), row => Assert.Equal((null, null, null, null), (row.ReceiveQueue, row.SendQueue, row.AcceptQueue, row.AcceptQueueLimit)));

    [Fact]
    public void AStateThatDccpHasNotIsAnError() =>
        Assert.Contains("a record is in state 16, 1 to 15 is expected", RecordedSockets.ReadToError<MalformedMessageException>(new InetAnswer { State = 16 }.Message(), SocketProtocol.Dccp).Error.Message);

    private static DccpSocket[] Read(string file) => [.. RecordedSockets.Read(file, SocketProtocol.Dccp).Cast<DccpSocket>()];

    // Ports of clients are any.
    private static string[] States(string file) =>
        [.. Read(file).Select(row => $"Dccp {row.DccpState} {row.State} {new EndpointText(row.LocalAddress, row.LocalPort >= 6000 ? 0 : row.LocalPort)}").Order(StringComparer.Ordinal)];
}
