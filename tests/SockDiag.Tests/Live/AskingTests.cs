using System.Net;
using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Netlink;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Live;

/// <summary>How the kernel is asked, and what it answers to each way.</summary>
public class AskingTests(Crowd crowd) : IClassFixture<Crowd>
{
    /// <summary>Of TCP two requests each walk tables of their own: connections and listeners, and those that are only bound.</summary>
    [Theory, InlineData(SocketProtocol.Tcp, "18 18; 20 20"), InlineData(SocketProtocol.Udp, "18; 20 20")]
    public void OneWalkWithTheOlderRequestBringsWhatTwoWithTheNewerBring(SocketProtocol protocol, string messageTypes)
    {
        Family family = Family.Of(protocol);
        DumpAttempt[] attempts = [.. family.Attempts(family, new SocketQuery(protocol), crowd.Netlink)];
        Assert.Equal(messageTypes, string.Join("; ", attempts.Select(attempt => string.Join(' ', attempt.Requests.Select(request => request.MessageType)))));
        // On the machine's own loopback, where an ordinary user's crowd is, others open sockets between the two walks.
        Deadline.Until("the same", () => Cookies(attempts[1], family).SequenceEqual(Cookies(attempts[0], family)));
    }

    [Theory, InlineData(SocketProtocol.Tcp), InlineData(SocketProtocol.Udp)]
    public void OneWalkBringsBothAddressFamilies(SocketProtocol protocol) => crowd.Enter(() =>
    {
        Needs.IPv6();
        Family family = Family.Of(protocol);
        DumpAttempt one = family.Attempts(family, new SocketQuery(protocol), crowd.Netlink).First();
        Assert.Equal([SocketAddressFamily.IPv4, SocketAddressFamily.IPv6], Dump.Sockets(crowd.Netlink, one, family).Select(row => row.AddressFamily).Distinct().Order());
    });

    [Theory, InlineData(SocketAddressFamily.IPv4), InlineData(SocketAddressFamily.IPv6)]
    public void AskedForOneAddressFamilyItAloneIsWalked(SocketAddressFamily addressFamily) => crowd.Enter(() =>
    {
        Needs.IPv6();
        Family family = Family.Of(SocketProtocol.Tcp);
        DumpAttempt first = family.Attempts(family, new SocketQuery(SocketProtocol.Tcp) { AddressFamily = addressFamily }, crowd.Netlink).First();
        Assert.Single(first.Requests);
        Assert.Equal([addressFamily], Dump.Sockets(crowd.Netlink, first, family).Select(row => row.AddressFamily).Distinct());
    });

    [Theory]
    [InlineData(SocketState.Listen, SocketState.Listen, SocketState.None)]
    [InlineData(SocketState.Unconnected, SocketState.None, SocketState.Unconnected)]
    [InlineData(SocketState.Established, SocketState.Established, SocketState.Established)]
    [InlineData(SocketState.TimeWait | SocketState.Unconnected, SocketState.TimeWait, SocketState.Unconnected)]
    [InlineData(SocketState.NewSynReceived, SocketState.NewSynReceived, SocketState.None)]
    [InlineData(SocketState.All, SocketState.All & ~SocketState.Unconnected, SocketState.Established | SocketState.Unconnected)]
    public void OnlyTheStatesThatAProtocolHasAreAskedFor(SocketState asked, SocketState ofTcp, SocketState ofUdp)
    {
        var query = new SocketQuery(SocketProtocol.Tcp, SocketProtocol.Udp) { States = asked };
        Assert.Equal((ofTcp, ofUdp), (Tcp.Family.StatesFor(query), Udp.Family.StatesFor(query)));
    }

    /// <summary>Only bound or listening, a socket has no peer: those tables are left alone. Each element is a request's states.</summary>
    [Theory]
    [InlineData(SocketState.All, false, new[] { SocketState.All & ~(SocketState.Unconnected | SocketState.BoundInactive), SocketState.BoundInactive })]
    [InlineData(SocketState.All, true, new[] { SocketState.Connected })]
    [InlineData(SocketState.Established | SocketState.Listen, true, new[] { SocketState.Established })]
    [InlineData(SocketState.Listen, true, new SocketState[0])]
    public void AskedForAPeersPortSocketsWithoutOneAreNotLookedFor(SocketState states, bool ofAPeer, SocketState[] asked)
    {
        const int statesOffset = 52; // in struct inet_diag_req
        SocketFilter? filter = ofAPeer ? new SocketFilter.Port(EndpointSide.Remote, new PortSet([new PortRange(443, 443)])) : null;
        DumpAttempt first = Tcp.Family.Attempts(Tcp.Family, new SocketQuery(SocketProtocol.Tcp) { States = states, Filter = filter }, crowd.Netlink).First();
        Assert.Equal(asked, first.Requests.Select(request => (SocketState)BitConverter.ToInt32(request.Body, statesOffset)));
    }

    [Fact]
    public void ListeningIsListenForTcpAndUnconnectedForUdp() => crowd.Enter(() =>
    {
        var query = new SocketQuery(SocketProtocol.Tcp, SocketProtocol.Udp) { Listening = true, SkipOwners = true };
        Assert.Equal([(SocketProtocol.Tcp, SocketState.Listen), (SocketProtocol.Udp, SocketState.Unconnected)],
            SocketTable.Read(query, TestContext.Current.CancellationToken).Select(row => (row.Protocol, row.State)).Distinct());
    });

    /// <summary>The kernel would have to be asked for nothing.</summary>
    [Fact]
    public void AProtocolThatHasNoneOfTheStatesIsNotAsked() => crowd.Enter(() =>
        Assert.Empty(Rows.Udp(states: SocketState.TimeWait)));

    [Fact]
    public void ADumpOfQuietTablesHasNoGap() => crowd.Enter(() =>
    {
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp, SocketProtocol.Udp), TestContext.Current.CancellationToken);
        Assert.NotEmpty(listing.Read(SocketProtocol.Tcp).Concat(listing.Read(SocketProtocol.Udp)).ToArray());
        Assert.Equal(DumpGap.None, listing.Gap);
    });

    /// <summary>RFC 3692 keeps the number free, so no kernel has it: asked of both requests.</summary>
    [Fact]
    public void AProtocolThatTheKernelLacksIsSaidToBeMissing()
    {
        var missing = new Family((SocketProtocol)253, SocketState.All, SocketState.Listen, InetRecord.Has, InetExtensions.None, InetRequest.Attempts, (_, _, _) => null, new("none", "NONE"));
        Assert.All(missing.Attempts(missing, new SocketQuery(missing.Protocol), crowd.Netlink), attempt =>
        {
            var refusal = Assert.Throws<KernelRefusedException>(() => Cookies(attempt, missing));
            Assert.Equal((true, false, missing.Protocol), (refusal.IsProtocolMissing, refusal.IsSockDiagMissing, refusal.Protocol!.Value));
        });
    }

    /// <summary>A refusal leaves the socket fit for the next question.</summary>
    [Fact]
    public void AfterARefusalTheSameSocketAnswers()
    {
        var missing = new Family((SocketProtocol)253, SocketState.All, SocketState.Listen, InetRecord.Has, InetExtensions.None, InetRequest.Attempts, (_, _, _) => null, new("none", "NONE"));
        using var netlink = OpenBesideTheCrowd();
        foreach (DumpAttempt attempt in missing.Attempts(missing, new SocketQuery(missing.Protocol), netlink))
            Assert.Throws<KernelRefusedException>(() => Dump.Cookies(netlink, attempt, missing));
        DumpAttempt whole = Tcp.Family.Attempts(Tcp.Family, new SocketQuery(SocketProtocol.Tcp), netlink).First();
        Assert.NotEmpty(Dump.Cookies(netlink, whole, Tcp.Family));
    }

    /// <summary>The socket belongs to the namespace in which it was opened, whoever asks.</summary>
    [Fact]
    public void AnotherNamespacesSocketsAreNotListed() => OwnNamespace.Inside(() =>
    {
        using NativeSocket ours = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        Assert.Equal(ours.Cookie, Assert.Single(Rows.Tcp()).Cookie);
    });

    [Fact]
    public void TwinsAreRowsOfTheirOwn() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        NativeSocket Twin(int port) => NativeSocket.Tcp().Set(Tmds.Linux.LibC.SOL_SOCKET, Tmds.Linux.LibC.SO_REUSEPORT).Bind(new(IPAddress.Loopback, port)).Listen();
        using NativeSocket first = Twin(0), second = Twin(first.Port), third = Twin(first.Port);
        Assert.Equal(((NativeSocket[])[first, second, third]).Select(twin => (ulong?)twin.Cookie).Order(), Rows.Tcp(Rows.LocalPort(first.Port)).Select(row => row.Cookie).Order());
    });

    private ulong[] Cookies(DumpAttempt attempt, Family family) => Dump.Cookies(crowd.Netlink, attempt, family);

    private DiagSocket OpenBesideTheCrowd()
    {
        DiagSocket? netlink = null;
        crowd.Enter(() => netlink = DiagSocket.Open());
        return netlink!;
    }
}
