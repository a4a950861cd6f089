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
    public void TheLastTimesAreThoseOfSs() => quiet.Enter(() => Poll.Until(() =>
    {
        Dictionary<ulong, TcpInfo> before = ConnectionRows.All(quiet.All).ToDictionary(row => row.Cookie!.Value);
        Dictionary<ulong, SsConnection.LastTimes> between = SsConnection.AllLastTimes().Where(row => quiet.Has(row.Cookie)).ToDictionary(row => row.Cookie);
        Dictionary<ulong, TcpInfo> after = ConnectionRows.All(quiet.All).ToDictionary(row => row.Cookie!.Value);
        Assert.Equal(before.Keys.Order(), between.Keys.Order());
        Assert.All(quiet.Used(), used => Assert.NotNull(before[used.Socket.Cookie].LastDataSentMilliseconds));
        return before.Values.All(first =>
        {
            (SsConnection.LastTimes ss, TcpInfo last) = (between[first.Cookie!.Value], after[first.Cookie!.Value]);
            return IsBetween(first.LastDataSentMilliseconds, ss.Sent, last.LastDataSentMilliseconds)
                && IsBetween(first.LastDataReceivedMilliseconds, ss.Received, last.LastDataReceivedMilliseconds)
                && IsBetween(first.LastAckReceivedMilliseconds, ss.Acknowledged, last.LastAckReceivedMilliseconds);
        });
    }, "ss's times lie between those of the listing before and the listing after; a probe or its answer between starts a time anew"));

    private static bool IsBetween(long? before, long? ofSs, long? after) => before is null || ((ofSs ?? 0) >= before && (ofSs ?? 0) <= after);

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
