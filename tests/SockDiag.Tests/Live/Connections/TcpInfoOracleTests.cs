using SockDiag.Tests.Sockets;

namespace SockDiag.Tests.Live.Connections;

/// <summary>Field by field against others who ask the same kernel, over connections of every kind.</summary>
public class TcpInfoOracleTests(QuietConnections quiet) : IClassFixture<QuietConnections>
{
    [Fact]
    public void EveryWordOfSsIsWhatAConnectionSays() => quiet.Enter(() => Poll.UntilEqual(
        () => SsConnection.All().Where(row => quiet.Has(row.Cookie)).OrderBy(row => row.Cookie),
        () => ConnectionRows.All(quiet.All).Select(SsConnection.Of).OrderBy(row => row.Cookie)));

    /// <summary>They run on, so ss is asked between two readings of ours; where a connection never sent or received, what ss says means nothing.</summary>
    [Fact]
    public void TheLastTimesAreThoseOfSs() => quiet.Enter(() =>
    {
        Dictionary<ulong, TcpInfo> before = ConnectionRows.All(quiet.All).ToDictionary(row => row.Cookie!.Value);
        Dictionary<ulong, SsConnection.LastTimes> between = SsConnection.AllLastTimes().Where(row => quiet.Has(row.Cookie)).ToDictionary(row => row.Cookie);
        Dictionary<ulong, TcpInfo> after = ConnectionRows.All(quiet.All).ToDictionary(row => row.Cookie!.Value);
        Assert.Equal(before.Keys.Order(), between.Keys.Order());
        Assert.All(before.Values, first =>
        {
            (SsConnection.LastTimes ss, TcpInfo last) = (between[first.Cookie!.Value], after[first.Cookie!.Value]);
            if (first.LastDataSentMilliseconds is long sent) Assert.InRange(ss.Sent ?? 0, sent, last.LastDataSentMilliseconds!.Value);
            if (first.LastDataReceivedMilliseconds is long received) Assert.InRange(ss.Received ?? 0, received, last.LastDataReceivedMilliseconds!.Value);
            if (first.LastAckReceivedMilliseconds is long acknowledged) Assert.InRange(ss.Acknowledged ?? 0, acknowledged, last.LastAckReceivedMilliseconds!.Value);
        });
        Assert.All(quiet.Used(), used => Assert.NotNull(before[used.Socket.Cookie].LastDataSentMilliseconds));
    });

    /// <summary>ss leaves out what is 0 or a default, and a good part of the fields.</summary>
    [Fact]
    public void EveryFieldIsWhatTheSocketSaysOfItself() => quiet.Enter(() => Assert.All(quiet.Used(), used => Poll.UntilEqual(
        () => { byte[] information = used.Socket.Information(); return TcpInfoField.All.Select(field => field.Expected(information)); },
        () => { TcpInfo row = ConnectionRows.Of(used.Socket); return TcpInfoField.All.Select(field => field.Actual(row)); })));

    [Fact]
    public void TheCongestionControlIsTheSockets() => quiet.Enter(() => Assert.Equal(
        quiet.Used().Select(used => used.CongestionControl),
        quiet.Used().Select(used => ConnectionRows.Of(used.Socket).CongestionControl)));

    [Fact]
    public void EndsAreTheSockets() => quiet.Enter(() => Assert.Equal(
        quiet.Used().Select(used => (InetSocket)Rows.Of(used.Socket)).Select(row => (row.LocalAddress, row.LocalPort, row.RemoteAddress, row.RemotePort, row.State, row.Inode, row.UserId)),
        quiet.Used().Select(used => ConnectionRows.Of(used.Socket)).Select(row => (row.LocalAddress, row.LocalPort, row.RemoteAddress, row.RemotePort, row.State, row.Inode, row.UserId))));
}
