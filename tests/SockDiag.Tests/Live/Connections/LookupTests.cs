using System.Net;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live.Connections;

/// <summary>Connections that were listed before are looked up again: a few are asked for exactly, more than 256 by one dump.</summary>
public class LookupTests
{
    private const int Few = 1, Many = 300; // a connection given as often as that is asked for in the one way, or in the other

    public static TheoryData<int> Ways { get; } = [Few, Many];

    [Fact]
    public void BothWaysFindTheSame() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0), backlog: Many);
        NativeSocket[] clients = [.. Enumerable.Range(0, Many).Select(_ => NativeSocket.Tcp().Connect(listener.LocalEnd))];
        TcpSocket[] listed = Rows.Tcp(Rows.RemotePort(listener.Port), SocketState.Established);
        Assert.Equal(Many, listed.Length);
        string[] exactly = [.. listed.Chunk(100).SelectMany(few => Find(few)).Select(Text)], byDump = [.. Find(listed).Select(Text)];
        foreach (NativeSocket client in clients) client.Dispose();
        Assert.Equal(exactly, byDump);
        Assert.Equal(listed.Select(socket => socket.Cookie), exactly.Select(text => (ulong?)ulong.Parse(text.Split(' ')[0])));
    });

    [Theory, MemberData(nameof(Ways))]
    public void EveryKindOfEndIsFound(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        Needs.IPv6();
        using Connection ipv4 = Connection.OverIPv4(), ipv6 = Connection.OverIPv6(), mapped = Connection.OverMappedIPv4();
        foreach (NativeSocket end in (NativeSocket[])[ipv4.Client, ipv4.Server, ipv6.Client, ipv6.Server, mapped.Client, mapped.Server])
            AssertFound(end, times);
    });

    [Theory, MemberData(nameof(Ways))]
    public void AConnectionOnOneLinkIsFound(int times) => OwnNamespace.Inside(() =>
    {
        Needs.IPv6();
        using Connection connection = Connection.OverLinkLocal("link0");
        AssertFound(connection.Client, times);
        AssertFound(connection.Server, times);
    });

    [Theory, MemberData(nameof(Ways))]
    public void AConnectionThatIsBoundToADeviceIsFound(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using NativeSocket client = NativeSocket.Tcp().BindToDevice("lo").Connect(listener.LocalEnd);
        AssertFound(client, times);
    });

    [Theory, MemberData(nameof(Ways))]
    public void AConnectionThatWaitsForAcceptIsFound(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using NativeSocket client = NativeSocket.Tcp().Connect(listener.LocalEnd);
        TcpSocket waiting = Assert.Single(Rows.Tcp(Rows.Ports(listener.Port, client.Port)));
        Assert.All(Find(waiting, times), found => Assert.Equal(waiting.Cookie, found!.Cookie));
    });

    [Theory, MemberData(nameof(Ways))]
    public void AnUnansweredConnectIsFound(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var held = HeldSocket.In(SocketState.SynSent);
        Assert.All(Find(Assert.Single(Rows.Tcp(held.Ports)), times), found => Assert.Equal(SocketState.SynSent, found!.State));
    });

    [Theory, MemberData(nameof(Ways))]
    public void WhatIsFoundIsOfNow(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        TcpInfo before = ConnectionRows.Of(connection.Client);
        connection.Client.Send(777).ShutdownSend();
        Poll.Until(() => ConnectionRows.Of(connection.Client).State == SocketState.FinWait2, "everything is acknowledged");
        Assert.All(Find(before, times), found => Assert.Equal((777L, SocketState.FinWait2), (found!.BytesSent, found.State)));
        Assert.Equal((0L, SocketState.Established), (before.BytesSent, before.State));
    });

    [Theory, MemberData(nameof(Ways))]
    public void AConnectionThatWasClosedHasGone(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        InetSocket listed = Rows.Of(connection.Client);
        connection.Client.ResetOnClose().Dispose();
        Assert.All(Find(listed, times), Assert.Null);
    });

    [Theory, MemberData(nameof(Ways))]
    public void AConnectionInTimeWaitHasGone(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        InetSocket listed = Rows.Of(connection.Client);
        connection.Client.ShutdownSend();
        connection.Server.ShutdownSend();
        Poll.Until(() => Rows.Tcp(connection.ClientPorts) is [{ State: SocketState.TimeWait }], "it is in TIME-WAIT");
        Assert.All(Find(listed, times), Assert.Null);
    });

    /// <summary>The kernel would give the new connection to whoever asks by addresses alone.</summary>
    [Theory, MemberData(nameof(Ways))]
    public void AnotherConnectionOfTheSameAddressPairIsNotTakenForIt(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        NativeSocket first = Reusing(new(IPAddress.Loopback, 0)).Connect(listener.LocalEnd);
        IPEndPoint end = first.LocalEnd;
        InetSocket listed = Rows.Of(first);
        listener.Accept().ResetOnClose().Dispose();
        first.Dispose();
        using NativeSocket second = Reusing(end).Connect(listener.LocalEnd);
        Assert.Equal((end, listed.LocalPort), (second.LocalEnd, Rows.Of(second).LocalPort));
        Assert.All(Find(listed, times), Assert.Null);
        Assert.All(Find(Rows.Of(second), times), found => Assert.Equal(second.Cookie, found!.Cookie));
    });

    /// <summary>And the listener of its port to whoever asks for a connection that is not there.</summary>
    [Theory, MemberData(nameof(Ways))]
    public void AListenerIsNotTakenForTheConnectionThatItAccepted(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        InetSocket listed = Rows.Of(connection.Server);
        connection.Server.ResetOnClose().Dispose();
        Assert.All(Find(listed, times), Assert.Null);
    });

    [Fact]
    public void OneThatHasGoneLeavesTheOthersTheirAnswers() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection one = Connection.OverIPv4(), gone = Connection.OverIPv4(), other = Connection.OverIPv4();
        InetSocket[] listed = [Rows.Of(one.Client), Rows.Of(gone.Client), Rows.Of(other.Client)];
        gone.Client.ResetOnClose().Dispose();
        Assert.Equal([one.Client.Cookie, null, other.Client.Cookie], Find(listed).Select(found => found?.Cookie));
    });

    [Theory, MemberData(nameof(Ways))]
    public void TheOwnersAreThoseOfTheFirstListing(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        TcpInfo listed = ConnectionRows.Of(connection.Client, owners: true);
        string holder = connection.Client.Holder;
        int another = Errors.Check(fcntl(connection.Client.Descriptor, F_DUPFD_CLOEXEC, 0), "fcntl"); // keeps the connection, under another number
        connection.Client.Dispose();
        Assert.All(Find(listed, times), found => Assert.Equal((OwnerVisibility.Visible, holder), (found!.OwnerVisibility, found.Owners.ToString())));
        _ = close(another);
    });

    [Theory, MemberData(nameof(Ways))]
    public void WhereNoOwnersWereAskedForThereAreNone(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        Assert.All(Find(ConnectionRows.Of(connection.Client), times), found => Assert.Equal((OwnerVisibility.NotAsked, null), (found!.OwnerVisibility, found.ProcessId)));
    });

    [Theory, MemberData(nameof(Ways))]
    public void MemoryIsThereWhenDetailsAreAskedFor(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        InetSocket listed = Rows.Of(connection.Client);
        Assert.All(Find(listed, times), found => Assert.Null(found!.Memory));
        Assert.All(Find(listed, times, detailed: true), found => Assert.Equal(connection.Client.Memory[1], found!.Memory!.ReceiveBuffer));
    });

    [Theory, MemberData(nameof(Ways))]
    public void ALookupCanBeStopped(int times) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using Connection connection = Connection.OverIPv4();
        IReadOnlyList<Socket> listed = [.. Enumerable.Repeat(Rows.Of(connection.Client), times)];
        Assert.ThrowsAny<OperationCanceledException>(() => SocketTable.FindTcpInfo(listed, stop: new CancellationToken(canceled: true)).Count());
    });

    private static TcpInfo?[] Find(IReadOnlyList<Socket> sockets, bool detailed = false)
    {
        (Socket Socket, TcpInfo? Now)[] answers = [.. SocketTable.FindTcpInfo(sockets, detailed, TestContext.Current.CancellationToken)];
        Assert.Equal(sockets, answers.Select(answer => answer.Socket)); // one answer each, in order
        return [.. answers.Select(answer => answer.Now)];
    }

    private static TcpInfo?[] Find(Socket socket, int times, bool detailed = false) => Find([.. Enumerable.Repeat(socket, times)], detailed);

    private static void AssertFound(NativeSocket end, int times) =>
        Assert.All(Find(Rows.Of(end), times), found => Assert.Equal((end.Cookie, end.Port), (found!.Cookie!.Value, found.LocalPort)));

    /// <summary>What does not move by itself.</summary>
    private static string Text(TcpInfo? row) => $"{row!.Cookie} {row} {SsConnection.Of(row).Text} {row.Owners} {row.UserId} {row.Inode}";

    private static NativeSocket Reusing(IPEndPoint end) => NativeSocket.Tcp().Set(SOL_SOCKET, SO_REUSEADDR).Bind(end).ResetOnClose();
}
