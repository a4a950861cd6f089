using SockDiag.Tests.Wire;
using static SockDiag.Tests.Wire.NetlinkBytes;

namespace SockDiag.Tests.Sockets;

/// <summary>What each property of a netlink socket says of literal bytes.</summary>
public class NetlinkSocketTests
{
    /// <summary>As Linux 6.18 answered of a socket of rtnetlink that was bound, and is member of the groups 1, 3 and 34.</summary>
    private const string Member =
        """
        68000000 1400 0200 01000000 e1100000
        10 03 00 07  09330000 00000000 00000000  a5322602 f77ba900 00000000
        0c00 0100 0500000002000000
        2800 0000 000000000040030000000000004003000000000000000000000000000000000000000000
        0800 0400 01000000
        """;

    [Fact]
    public void AMemberOfGroups() => Assert.Equal(
        """
        Protocol: Netlink
        State: Unconnected
        NetlinkProtocol: Route
        PortId: 13065
        DestinationPortId: -
        DestinationGroup: -
        Groups: 1 3 34
        Flags: DumpRunning
        ReceiveQueue: 0
        SendQueue: 0
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        UserId: -
        UserName: -
        Inode: 36057765
        Cookie: 11107319
        Memory: 0 212992 0 212992 0 0 0 0 0
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(Assert.Single(RecordedSockets.Read<NetlinkSocket>(SocketProtocol.Netlink, Hex.Bytes(Member)))));

    [Fact]
    public void OneThatIsConnected() => Assert.Equal((SocketState.Established, 77L, 3), Read(new() { State = 1, DestinationPortId = 77, DestinationGroup = 3 }, row => (row.State, row.DestinationPortId!.Value, row.DestinationGroup!.Value)));

    /// <summary>0 is the kernel's port id, and no group's number.</summary>
    [Fact]
    public void OneThatIsConnectedToTheKernel() => Assert.Equal((0L, (int?)null), Read(new() { State = 1 }, row => (row.DestinationPortId!.Value, row.DestinationGroup)));

    [Fact]
    public void WhatTheKernelDidNotSayIsNull() => Assert.Equal((null, null, null, null, 0), Read(new(), row => (row.Flags, row.ReceiveQueue, row.SendQueue, row.Memory, row.Groups.Count)));

    [Fact]
    public void AProtocolWithoutANameIsItsNumber() => Assert.Equal("99", Read(new() { Protocol = 99 }, row => $"{row.NetlinkProtocol}"));

    [Theory]
    [InlineData("", ""), InlineData("00000000", ""), InlineData("01000000", "1"), InlineData("0000000000000080", "64"), InlineData("00000000 00000000 01", "65"), InlineData("ff", "1 2 3 4 5 6 7 8")]
    public void EachBitIsAGroup(string bits, string groups) => Assert.Equal(groups, Read(new() { Attributes = Attribute(1, Hex.Bytes(bits)) }, row => row.Groups.ToString()));

    [Fact]
    public void AMemberThatComesTwiceIsOne() => Assert.Single(RecordedSockets.Read<NetlinkSocket>(SocketProtocol.Netlink, Hex.Bytes(Member), new NetlinkRecordBytes { Cookie = 5 }.Message(), Hex.Bytes(Member)), row => row.PortId == 13065);

    /// <summary>Two sockets are never one because both have no port id.</summary>
    [Fact]
    public void KernelEndsAreNotTakenForEachOther() => Assert.Equal(2, RecordedSockets.Read<NetlinkSocket>(SocketProtocol.Netlink, new NetlinkRecordBytes { PortId = 0 }.Message(), new NetlinkRecordBytes { PortId = 0, Cookie = 2 }.Message()).Length);

    [Theory]
    [InlineData("1400 0000 1400 0200 01000000 00000000 10030007", "a record has 4 bytes"), InlineData("2c000000 1400 0200 01000000 00000000 02030007 000000000000000000000000000000000000000000000000", "address family 2"), InlineData("2c000000 1400 0200 01000000 00000000 1003000b 000000000000000000000000000000000000000000000000", "in state 11")]
    public void DamageIsAnError(string message, string problem)
    {
        byte[] bytes = Hex.Bytes(message);
        bytes[0] = (byte)bytes.Length;
        Assert.Contains(problem, Assert.Throws<MalformedMessageException>(() => RecordedSockets.Read<NetlinkSocket>(SocketProtocol.Netlink, bytes)).Problem);
    }

    [Fact]
    public void ItDescribesItself() => Assert.Equal("Netlink Unconnected Route:1290", Read(new(), row => row.ToString()));

    private static T Read<T>(NetlinkRecordBytes record, Func<NetlinkSocket, T> say) => say(Assert.Single(RecordedSockets.Read<NetlinkSocket>(SocketProtocol.Netlink, record.Message())));
}
