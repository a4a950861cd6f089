using SockDiag.Tests.Wire;
using static SockDiag.Tests.Wire.NetlinkBytes;

namespace SockDiag.Tests.Sockets;

/// <summary>What each property of a TIPC socket says of what Linux 6.12 answered.</summary>
public class TipcSocketTests
{
    private static readonly TipcSocket[] _recorded = RecordedSockets.Read<TipcSocket>(SocketProtocol.Tipc, RecordedSockets.Bytes("tipc.nl"));

    private static readonly byte[] _listens = Attribute(9, BitConverter.GetBytes(10));

    [Fact]
    public void AConnectionByAServicesName() => Assert.Equal(
        """
        Protocol: Tipc
        State: Established
        SocketType: SeqPacket
        Node: 0
        PortReference: 370275981
        PeerNode: 0
        PeerPortReference: 1279379138
        ServiceType: 18888
        ServiceInstance: 17
        IsPublished: False
        ReceiveQueue: 0
        SendQueue: 0
        IsLinkCongested: False
        IsConnectionCongested: False
        Drops: 0
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        UserId: 0
        UserName: -
        Inode: 390
        Cookie: 11
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(_recorded.Single(row => row.Inode == 390)));

    [Fact]
    public void EveryRowIsThere() => Assert.Equal(
        [
            "Tipc Unconnected 0:776088045 Datagram 399 0",
            "Tipc Listen 0:3215734948 SeqPacket 385 0",
            "Tipc Established 0:370275981 -> 0:1279379138 SeqPacket 390 0",
            "Tipc Listen 0:2253888428 Stream 393 0",
            "Tipc Established 0:1279379138 -> 0:370275981 SeqPacket 389 0",
            "Tipc Listen 0:47380676 SeqPacket 327 0",
            "Tipc Unconnected 0:1678108423 ReliableDatagram 398 1",
            "Tipc Established 0:635634755 -> 0:518896600 Stream 394 0",
            "Tipc Established 0:518896600 -> 0:635634755 Stream 395 0",
        ],
        _recorded.Select(row => $"{row} {row.SocketType} {row.Inode} {row.ReceiveQueue}"));

    [Fact]
    public void ThoseOfAServiceArePublished() => Assert.Equal([385L, 327, 398], _recorded.Where(row => row.IsPublished).Select(row => row.Inode!.Value));

    [Fact]
    public void AConnectionByReferenceHasNoService() => Assert.Equal((null, null, 518896600L), _recorded.Where(row => row.Inode == 394).Select(row => (row.ServiceType, row.ServiceInstance, row.PeerPortReference!.Value)).Single());

    /// <summary>The kernel leaves an empty message in the place of each socket that was not asked for.</summary>
    [Fact]
    public void EmptyMessagesArePassedOver() => Assert.Equal([390L, 389, 394, 395], RecordedSockets.Read<TipcSocket>(SocketProtocol.Tipc, RecordedSockets.Bytes("tipc-established.nl")).Select(row => row.Inode!.Value));

    [Fact]
    public void WhatTheKernelCountsIsThere() => Assert.Equal(
        (7L, 8L, 9L, true, true),
        Read([.. _listens, .. Attribute(5, [.. Number(0, 7), .. Number(1, 8), .. Attribute(2), .. Attribute(3), .. Number(4, 9)])], row => (row.ReceiveQueue!.Value, row.SendQueue!.Value, row.Drops!.Value, row.IsLinkCongested!.Value, row.IsConnectionCongested!.Value)));

    [Fact]
    public void NodesAreThoseOfACluster() => Assert.Equal("Tipc Listen 16781313:5 -> 16781314:6", Read([.. _listens, .. Number(1, 0x1001001), .. Number(2, 5), .. Attribute(3, [.. Number(2, 0x1001002), .. Number(3, 6)])], row => row.ToString()));

    [Fact]
    public void WhatTheKernelDidNotSayIsNull() => Assert.Equal(
        (null, null, null, null, null, null, null, null, null),
        Read(_listens, row => (row.ReceiveQueue, row.SendQueue, row.Drops, row.IsLinkCongested, row.IsConnectionCongested, row.UserId, row.Inode, row.Cookie, row.PeerNode)));

    /// <summary>The flag says whether type and instance mean anything.</summary>
    [Fact]
    public void AServiceWithoutTheFlagIsNone() => Assert.Null(Read([.. _listens, .. Attribute(3, [.. Number(2, 1), .. Number(3, 6), .. Number(4, 18888), .. Number(5, 17)])], row => row.ServiceType));

    [Theory]
    [InlineData(0, "in state 0"), InlineData(14, "in state 14")]
    public void AStateThatCannotBeIsAnError(uint state, string problem) => Assert.Contains(problem, Error(Attribute(2, Number(9, state))));

    [Fact]
    public void ARecordWithoutASocketIsAnError() => Assert.Contains("holds no socket", Error(Number(9, 10)));

    [Fact]
    public void ANestThatIsCutIsAnError() => Assert.Contains("8 bytes, 6 are left", Error(Attribute(2, Number(9, 10)[..6])));

    [Fact]
    public void ANumberThatIsTooShortIsAnError() => Assert.Contains("attribute 9 has 2 bytes, 4 are expected", Error(Attribute(2, Attribute(9, 10, 0))));

    private static byte[] Number(ushort type, uint value) => Attribute(type, BitConverter.GetBytes(value));

    private static string Error(byte[] payload) => Assert.Throws<MalformedMessageException>(() => RecordedSockets.Read<TipcSocket>(SocketProtocol.Tipc, Message(Answer, payload))).Problem;

    private static T Read<T>(byte[] attributes, Func<TipcSocket, T> say) => say(Assert.Single(RecordedSockets.Read<TipcSocket>(SocketProtocol.Tipc, Message(Answer, Attribute(2, attributes)))));
}
