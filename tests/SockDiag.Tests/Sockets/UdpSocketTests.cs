using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

public class UdpSocketTests
{
    [Fact]
    public void AnUnconnectedSocket() => Assert.Equal(
        """
        Protocol: Udp
        State: Unconnected
        LocalAddress: 127.0.0.1
        LocalPort: 7001
        RemoteAddress: 0.0.0.0
        RemotePort: 0
        ReceiveQueue: 832
        SendQueue: 0
        AcceptQueue: -
        AcceptQueueLimit: -
        BindScope: Loopback
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        IsAwaitingAccept: False
        UserId: 0
        UserName: -
        Inode: 2649289
        Cookie: 1224664
        AddressFamily: IPv4
        IsIPv4Mapped: False
        IPv6Only: -
        Interface: -
        Mark: 0
        CgroupPath: -
        Shutdown: None
        SocketOptions: MulticastLoop, MulticastAll
        Timer: Off
        TimerExpiresMilliseconds: -
        Retransmits: -
        TypeOfService: 0
        TrafficClass: -
        ClassId: 0
        Memory: 832 212992 0 212992 3264 0 0 0 0
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(RecordedSockets.Read("older-request-udp.nl", SocketProtocol.Udp)[0]));

    [Fact]
    public void AConnectedSocketHasNoBindScopeAndWaitsForNoAccept()
    {
        InetSocket socket = RecordedSockets.Udp(InetAnswer.IPv4("127.0.0.1", "127.0.0.1") with { Inode = 0 });

        Assert.Equal((SocketState.Established, null, false), (socket.State, socket.BindScope, socket.IsAwaitingAccept));
    }

    [Fact]
    public void AnUnconnectedSocketOfAllAddressesCanBeReachedByAll() => Assert.Equal(
        BindScope.AnyDualStack,
        RecordedSockets.Udp(InetAnswer.IPv6("::", "::") with { State = 7, Attributes = NetlinkBytes.Attribute(11, 0) }).BindScope);

    [Fact]
    public void UdpAndTcpHaveTheSamePropertiesInTheSameOrder() => Assert.Equal(
        typeof(TcpSocket).GetProperties().Select(property => $"{property.PropertyType} {property.Name}"),
        typeof(UdpSocket).GetProperties().Select(property => $"{property.PropertyType} {property.Name}"));
}
