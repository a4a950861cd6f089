using System.Net;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>What a user without privileges sees of the same sockets.</summary>
public class OrdinaryUserTests(Crowd crowd) : IClassFixture<Crowd>
{
    [Fact]
    public void TheyAreTheSameSockets() => crowd.Enter(() =>
    {
        Needs.Root("it compares with what root sees");
        ulong?[] asRoot = Cookies(), asUser = [];
        OrdinaryUser.Run(() => asUser = Cookies());
        Assert.Equal(asRoot, asUser);
    });

    [Fact]
    public void TheMarksAreNotTold() => crowd.Enter(() => OrdinaryUser.Run(() => Assert.All(Rows.Tcp(), row => Assert.Null(row.Mark))));

    [Fact]
    public void AskingForAMarkIsRefused() => crowd.Enter(() => OrdinaryUser.Run(() =>
    {
        var refusal = Assert.Throws<KernelRefusedException>(() => Rows.Tcp(new SocketFilter.Mark(0x10)));
        Assert.True(refusal.IsPermissionDenied);
    }));

    /// <summary>The evaluator must not take the mark that it was not told for 0.</summary>
    [Fact]
    public void AskingForAMarkBesideWhatTheKernelCannotDecideIsRefusedToo() => crowd.Enter(() => OrdinaryUser.Run(() =>
    {
        var decidedHere = new SocketFilter.User(new HashSet<uint> { uint.MaxValue });
        var refusal = Assert.Throws<KernelRefusedException>(() => Rows.Tcp(new SocketFilter.Or(decidedHere, new SocketFilter.Mark(0))));
        Assert.True(refusal.IsPermissionDenied);
    }));

    [Fact]
    public void ThatUsersOwnSocketsHaveTheirOwner() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        OrdinaryUser.Run(() =>
        {
            InetSocket row = Rows.Of(listener, owners: true);
            Assert.Equal((OwnerVisibility.Visible, listener.Holder), (row.OwnerVisibility, row.Owners.ToString()));
        });
    });

    [Fact]
    public void AnotherUsersSocketsHaveAHiddenOwner() => OwnNamespace.Inside(() =>
    {
        using ChildProcess other = HolderOf("/dev/udp/127.0.0.1/7");
        OrdinaryUser.Run(() =>
        {
            InetSocket row = Assert.Single(Rows.Udp(owners: true));
            Assert.Equal((OwnerVisibility.Hidden, null, 0), (row.OwnerVisibility, row.ProcessId, row.Owners.Count));
        });
    });

    [Fact]
    public void AListingSaysHowManyOwnersAreHidden() => OwnNamespace.Inside(() =>
    {
        using ChildProcess other = HolderOf("/dev/udp/127.0.0.1/7");
        other.Run("exec 8<>/dev/udp/127.0.0.1/8");
        using NativeSocket ours = NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0));
        OrdinaryUser.Run(() =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Udp), TestContext.Current.CancellationToken);
            Assert.Equal(3, listing.Read(SocketProtocol.Udp).Count());
            listing.Complete();
            Assert.Equal((2, true), (listing.HiddenOwners, listing.UnreadableProcesses > 0));
        });
    });

    /// <summary>Its owner is its listeners', of which there are several here: it counts once.</summary>
    [Theory]
    [InlineData(SocketState.Established, 1)]
    [InlineData(SocketState.Listen, 3)]
    [InlineData(SocketState.All, 4)]
    public void AConnectionThatWaitsForAHiddenProcessCountsOnce(SocketState states, int hidden) => OwnNamespace.Inside(() =>
    {
        NativeSocket Twin(int port) => NativeSocket.Tcp().Set(SOL_SOCKET, SO_REUSEPORT).Bind(new(IPAddress.Loopback, port)).Listen();
        NativeSocket first = Twin(0), second = Twin(first.Port), third = Twin(first.Port);
        using ChildProcess other = ChildProcess.Start(first, second, third);
        using NativeSocket client = NativeSocket.Tcp().Connect(first.LocalEnd);
        foreach (NativeSocket twin in (NativeSocket[])[first, second, third]) twin.Dispose();
        using ProcFolder proc = ProcFolder.OfMachine().With(Environment.ProcessId, "ours", ProcFolder.Link(client)).With(other.Id, "other").Locked(other.Id);
        OrdinaryUser.Run(() =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp) { States = states, ProcRoot = proc.Root }, TestContext.Current.CancellationToken);
            Assert.NotEmpty(listing.Read(SocketProtocol.Tcp).ToArray());
            listing.Complete();
            Assert.Equal(hidden, listing.HiddenOwners);
        });
    });

    /// <summary>A /proc that shows to each user his own processes only.</summary>
    [Fact]
    public void WhereProcessesAreHiddenTheirSocketsHaveAHiddenOwner() => OwnNamespace.Inside(() =>
    {
        using ChildProcess other = HolderOf("/dev/udp/127.0.0.1/7");
        using NativeSocket ours = NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0));
        using var proc = MountedFolder.HidingProc();
        OrdinaryUser.Run(() =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Udp) { ProcRoot = proc.Root }, TestContext.Current.CancellationToken);
            OwnerVisibility[] seen = [.. listing.Read(SocketProtocol.Udp).Select(row => row.OwnerVisibility).Order()];
            listing.Complete();
            Assert.Equal("Visible Hidden, 1 hidden, 0 unreadable", $"{string.Join(' ', seen)}, {listing.HiddenOwners} hidden, {listing.UnreadableProcesses} unreadable");
        });
    });

    [Fact]
    public void RootSeesTheProcessesThatAreHiddenFromOthers() => OwnNamespace.Inside(() =>
    {
        using ChildProcess other = HolderOf("/dev/udp/127.0.0.1/7");
        using var proc = MountedFolder.HidingProc();
        Socket row = Assert.Single(SocketTable.Read(new SocketQuery(SocketProtocol.Udp) { ProcRoot = proc.Root }, TestContext.Current.CancellationToken));
        Assert.Equal(other.Id, row.ProcessId);
    });

    private static ulong?[] Cookies() => [.. Rows.Tcp().Concat<InetSocket>(Rows.Udp()).Select(row => row.Cookie).Order()];

    /// <summary>A process of root's that holds a socket which no other does.</summary>
    private static ChildProcess HolderOf(string socket)
    {
        ChildProcess process = ChildProcess.Start();
        process.Run($"exec 9<>{socket}");
        return process;
    }
}
