using SockDiag.Filtering;
using SockDiag.Tests.Live;

namespace SockDiag.Tests.Filtering;

/// <summary>What a filter says of the sockets at the other ends: nothing that would leave one of them out.</summary>
public class PeerFilterTests
{
    private static readonly SocketFilter _localPort = Rows.LocalPort(80), _remotePort = Rows.RemotePort(80);
    private static readonly SocketFilter _user = new SocketFilter.User(new HashSet<uint> { 7 });

    [Fact]
    public void AConditionOfOneEndIsOneOfTheOther() => Assert.Equal(_remotePort.ToString(), _localPort.OfPeers()!.ToString());

    [Fact]
    public void AnAddressToo() => Assert.Equal(EndpointSide.Local, Assert.IsType<SocketFilter.Address>(Rows.Addresses(EndpointSide.Remote, "10.0.0.0/8").OfPeers()).Side);

    [Fact]
    public void OfTheSocketItselfNothingFollows() => Assert.Null(_user.OfPeers());

    [Fact]
    public void OfTwoConditionsTheOneThatFollowsIsKept() => Assert.Equal(_remotePort.ToString(), new SocketFilter.And(_user, _localPort).OfPeers()!.ToString());

    [Fact]
    public void OfAlternativesNothingFollowsWhereItDoesNotOfEach() => Assert.Null(new SocketFilter.Or(_localPort, _user).OfPeers());

    [Fact]
    public void AlternativesOfEndsAreKept() => Assert.IsType<SocketFilter.Or>(new SocketFilter.Or(_localPort, _remotePort).OfPeers());

    [Fact]
    public void OfWhatMustNotBeNothingFollows() => Assert.Null(new SocketFilter.Not(new SocketFilter.Or(_localPort, _user)).OfPeers());
}
