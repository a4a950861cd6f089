using System.Net;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

public class OwnerTests
{
    [Fact]
    public void ASocketThatAProcessInheritedHasBothForOwners() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Start(listener);
        int[] both = [.. ((int[])[Environment.ProcessId, child.Id]).Order()];
        InetSocket row = Rows.Of(listener, owners: true);
        Assert.Equal(both.Select(id => (id, listener.Descriptor)), row.Owners.Select(owner => (owner.ProcessId, owner.FileDescriptor)));
        Assert.Equal(both[0], row.ProcessId);
    });

    /// <summary>It holds no test of the core, but those that say who owns what: see <see cref="Fork"/>.</summary>
    [Fact]
    public void ASocketHasNoOwnerTooManyWhileOthersStartProcesses() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using var over = new CancellationTokenSource();
        var others = new Thread(() =>
        {
            for (int i = 0; i < 100; i++) Tool.Output("true");
            over.Cancel();
        });
        others.Start();
        var seen = new HashSet<string>();
        do seen.Add(Rows.Of(listener, owners: true).Owners.ToString());
        while (!over.IsCancellationRequested);
        others.Join();
        Assert.Equal([listener.Holder], seen);
    });

    [Fact]
    public void EveryDescriptorOfOneProcessIsAnOwner() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        int other = Errors.Check(fcntl(listener.Descriptor, F_DUPFD_CLOEXEC, listener.Descriptor + 100), "fcntl");
        string owners = Rows.Of(listener, owners: true).Owners.ToString();
        _ = close(other);
        Assert.Equal($"{listener.Holder} {listener.Holder.Replace($",{listener.Descriptor})", $",{other})")}", owners);
    });

    [Fact]
    public void ASocketThatItsProgramClosedWithDataToSendIsTheKernels() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        SocketFilter ports = connection.ClientPorts;
        connection.Client.Fill().Dispose();
        InetSocket orphan = Assert.Single(Rows.Tcp(ports, owners: true));
        Assert.Equal((SocketState.FinWait1, OwnerVisibility.Kernel, null, 0), (orphan.State, orphan.OwnerVisibility, orphan.ProcessId, orphan.Owners.Count));
    });

    [Fact]
    public void ASocketOnItsWayToAnotherProcessIsNobodys() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        ulong cookie = listener.Cookie;
        using UnixPair pair = UnixPair.New();
        pair.Send(listener.Descriptor);
        listener.Dispose();
        InetSocket inFlight = Rows.OfCookie(cookie, owners: true);
        Assert.Equal((Sight.OfNobody, null), (inFlight.OwnerVisibility, inFlight.ProcessId));
    });

    [Fact]
    public void ATimeWaitIsTheKernelsAndNobodyIsLookedInto() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.TimeWait);
        TcpSocket left = Assert.Single(Rows.Tcp(held.Ports, SocketState.TimeWait, owners: true));
        Assert.Equal((OwnerVisibility.Kernel, null, 0, false), (left.OwnerVisibility, left.ProcessId, left.Owners.Count, left.Origin.Owners!.IsStarted));
    });

    [Fact]
    public void WithoutOwnersAskedForNobodyIsNamed() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        var query = new SocketQuery(SocketProtocol.Tcp) { Filter = Rows.LocalPort(listener.Port), SkipOwners = true };
        Socket row = Assert.Single(SocketTable.Read(query, TestContext.Current.CancellationToken));
        Assert.Equal((OwnerVisibility.NotAsked, null, 0), (row.OwnerVisibility, row.ProcessId, row.Owners.Count));
    });

    [Theory]
    [InlineData("a)b", "a)b")]
    [InlineData("((", "((")]
    [InlineData("two words", "two words")]
    [InlineData(@"ends\012", @"ends\x0a")]
    [InlineData(@"\033[31mred", @"\x1b[31mred")]
    [InlineData(@"\377\376x", @"\xff\xfex")]
    [InlineData(@"\357\273\277x", @"\xef\xbb\xbfx")]
    [InlineData("🦀", "🦀")]
    [InlineData("0123456789abcdefgh", "0123456789abcde")]
    public void AProcessIsNamedAsItNamesItself(string bytes, string name) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Start(listener);
        child.Rename(bytes);
        Assert.Equal(name, Assert.Single(Rows.Of(listener, owners: true).Owners, owner => owner.ProcessId == child.Id).Process);
    });

    [Fact]
    public void AProcessMayHaveANameOfTwoLines() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Named("two\nlines", listener);
        Assert.Equal(@"two\x0alines", Assert.Single(Rows.Of(listener, owners: true).Owners, owner => owner.ProcessId == child.Id).Process);
    });

    [Theory]
    [InlineData("a)b", "a)b")]
    [InlineData(@"ends\012", @"ends\x0a")]
    [InlineData(@"\377\376x", @"\xff\xfex")]
    [InlineData(@"\357\273\277x", @"\xef\xbb\xbfx")]
    public void ARunningProcessIsNamedAsAnOwnerIs(string bytes, string name)
    {
        using ChildProcess child = ChildProcess.Start();
        child.Rename(bytes);
        Assert.Equal(name, Assert.Single(RunningProcess.All(stop: TestContext.Current.CancellationToken), process => process.Id == child.Id).Name);
    }

    /// <summary>More than one reading of /proc/PID/fd brings.</summary>
    [Fact]
    public void ThreeThousandDescriptorsOfOneProcessAreAllFound() => OwnNamespace.Inside(() =>
    {
        NativeSocket[] sockets = [.. Enumerable.Range(0, 3000).Select(_ => NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0)))];
        IEnumerable<(ulong?, string)> found = Rows.Udp(owners: true).Select(row => (row.Cookie, row.Owners.ToString())).Order();
        Assert.Equal(sockets.Select(socket => ((ulong?)socket.Cookie, socket.Holder)).Order(), found);
        foreach (NativeSocket socket in sockets) socket.Dispose();
    });

    [Fact]
    public void AListingKeepsTheOwnersOfItsMoment() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        string holder = listener.Holder;
        InetSocket row = Rows.Of(listener, owners: true);
        listener.Dispose();
        Assert.Equal((holder, OwnerVisibility.Visible), (row.Owners.ToString(), row.OwnerVisibility));
    });

    [Fact]
    public void AListingKeepsNoOthersOwners() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection others = Connection.OverIPv4();
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        InetSocket row = Rows.Of(listener, owners: true);
        Assert.Equal(row.Owners.Count, row.Origin.Owners!.Census().Count);
    });

    // Which processes are asked for.

    [Fact]
    public void AskedForOneProcessItsSocketsAreFound() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket shared = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Start(shared);
        using NativeSocket ours = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        ulong?[] found = [.. OfProcess(child.Id).Select(row => row.Cookie)];
        Assert.Equal((true, false), (found.Contains(shared.Cookie), found.Contains(ours.Cookie)));
    });

    [Fact]
    public void AskedForOneProcessItAloneIsAnOwner() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket shared = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using ChildProcess child = ChildProcess.Start(shared);
        InetSocket row = Assert.Single(OfProcess(child.Id), row => row.Cookie == shared.Cookie);
        Assert.Equal([child.Id], row.Owners.Select(owner => owner.ProcessId));
    });

    [Fact]
    public void AskedForOneProcessWhatWaitsInItsAcceptQueuesIsFoundToo() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using NativeSocket client = NativeSocket.Tcp().Connect(listener.LocalEnd);
        InetSocket waiting = Assert.Single(OfProcess(Environment.ProcessId), row => row.LocalPort == listener.Port && row.State == SocketState.Established);
        Assert.Equal((OwnerVisibility.AwaitingAccept, listener.Holder), (waiting.OwnerVisibility, waiting.Owners.ToString()));
    });

    [Fact]
    public void AskedForOneProcessWhatIsTheKernelsIsLeftOut() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        int port = connection.Client.Port;
        connection.Client.ShutdownSend();
        connection.Server.ShutdownSend();
        Assert.DoesNotContain(OfProcess(Environment.ProcessId), row => row.LocalPort == port);
    });

    [Fact]
    public void AskedForAProcessThatDoesNotExistNothingIsFound() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        Assert.Empty(OfProcess(int.MaxValue));
    });

    private static InetSocket[] OfProcess(int id) => [.. Rows.Read(new SocketQuery(SocketProtocol.Tcp) { ProcessIds = [id] }).Cast<InetSocket>()];
}
