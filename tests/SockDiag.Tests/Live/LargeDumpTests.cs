using System.Diagnostics;
using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Netlink;

namespace SockDiag.Tests.Live;

/// <summary>Dumps of many datagrams.</summary>
[Collection(nameof(AloneInTheProcess))]
public class LargeDumpTests(ManyConnections many) : IClassFixture<ManyConnections>
{
    [Fact]
    public void EveryConnectionIsListedOnce() => many.Enter(() =>
    {
        TcpSocket[] rows = Rows.Tcp(many.EitherEnd, SocketState.Established);
        Assert.Equal(many.Cookies, rows.Select(row => row.Cookie!.Value).Order());
    });

    [Fact]
    public void AskedForListenersTheKernelBringsNoConnection() => many.Enter(() =>
    {
        using var netlink = DiagSocket.Open();
        DumpAttempt ofListeners = Tcp.Family.Attempts(Tcp.Family, new SocketQuery(SocketProtocol.Tcp) { States = SocketState.Listen }, netlink).First();
        InetSocket[] answered = [.. Dump.Sockets(netlink, ofListeners, Tcp.Family)];
        Assert.Equal([SocketState.Listen], answered.Select(row => row.State).Distinct());
        Assert.Contains(answered, row => row.LocalPort == many.Port);
    });

    /// <summary>Its owners, when they are looked up for listeners alone, are found beside all others.</summary>
    [Fact]
    public void TheListenerHasItsOwnerBesideThousandsOfDescriptors() => many.Enter(() =>
        Assert.Equal(Environment.ProcessId, Assert.Single(Rows.Tcp(Rows.LocalPort(many.Port), SocketState.Listen, owners: true)).ProcessId));

    [Fact]
    public void OnePeerOfThousandsIsFoundByItsPort() => many.Enter(() =>
        Assert.Equal(many.SomeClient, Assert.Single(Rows.Tcp(Rows.Ports(many.SomeClient, many.Port))).LocalPort));

    [Fact]
    public void ADumpOfQuietTablesHasNoGap() => many.Enter(() =>
    {
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp) { SkipOwners = true }, TestContext.Current.CancellationToken);
        Assert.True(listing.Read(SocketProtocol.Tcp).Count() > many.Cookies.Length);
        Assert.Equal(DumpGap.None, listing.Gap);
    });

    /// <summary>A generous bound: that it ends at all is what is judged.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void AListingThatIsLeftAfterOneRowEndsAtOnce(bool owners) => many.Enter(() =>
    {
        long start = Stopwatch.GetTimestamp();
        Socket first = SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { SkipOwners = !owners }, TestContext.Current.CancellationToken).First();
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
        Assert.NotNull(first);
    });

    [Fact]
    public void AListingThatIsCancelledInTheMiddleEndsThere() => many.Enter(() =>
    {
        using var stop = new CancellationTokenSource();
        int rows = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (Socket _ in SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { SkipOwners = true }, stop.Token))
            {
                if (++rows == 10) stop.Cancel();
            }
        });
        Assert.InRange(rows, 10, many.Cookies.Length - 1);
    });
}
