using SockDiag.Families.Packet;
using SockDiag.Tests.Wire;
using static SockDiag.Tests.Wire.NetlinkBytes;

namespace SockDiag.Tests.Sockets;

/// <summary>What each property of a packet socket says of literal bytes.</summary>
public class PacketSocketTests
{
    // As Linux 6.18 answered root of a socket that is bound to the loopback device, in a group, with a membership and a filter.
    private const string Head = "11 03 0008  1ed82602 0b90a900 00000000  1c00 0000 010000000000000000000000000000000000000001000000  0800 0500 00000000";
    private const string Membership = "3000 0100 01000000 01000000 0100 0000 0000000000000000000000000000000000000000000000000000000000000000";
    private const string Group = "0800 0400 07000200";
    private const string Memory = "2800 0600 000000000040030000000000004003000000000000000000300100000000000000000000";
    private const string Filter = "2400 0700 280000000c000000 1500000100080000 0600000000000400 0600000000000000";

    [Fact]
    public void OneWithEverything() => Assert.Equal(
        """
        Protocol: Packet
        State: Unconnected
        SocketType: Raw
        EtherType: 2048
        EtherTypeName: ip
        Interface: 1
        ReceiveQueue: 0
        SendQueue: 0
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        UserId: 0
        UserName: -
        Inode: 36100126
        Cookie: 11112459
        Version: V1
        Flags: Running
        ReservedBytes: 0
        CopyThresholdBytes: 0
        Timestamping: 0
        ReceiveRing: -
        TransmitRing: -
        Fanout: 7 Cpu
        Memberships: Promiscuous%1
        Filter: 0: ldh [12]
        1: jeq #0x800, true 2, false 3
        2: ret #262144
        3: ret #0
        FilterInstructions: 4
        Memory: 0 212992 0 212992 0 0 304 0 0
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(Read(Head, Membership, Group, Memory, Filter)));

    /// <summary>Without CAP_NET_ADMIN the kernel sends an empty filter, of each socket.</summary>
    [Fact]
    public void AnEmptyFilterSaysNothing() => Assert.Equal((null, null), Filters(Head, Membership, Memory, "0400 0700"));

    [Fact]
    public void NoFilterBesideMembershipsIsNone() => Assert.Equal((null, 0), Filters(Head, "0400 0100", Memory));

    [Fact]
    public void NoFilterAndNoMembershipsWereNotAskedFor() => Assert.Equal((null, null), Filters(Head, Memory));

    [Fact]
    public void TheSecondListBringsOnlyWhoIsNotInTheFirst()
    {
        PacketSocket[] rows = RecordedSockets.Read<PacketSocket>(SocketProtocol.Packet, Answer(Head, Membership), Answer(Head), Answer(Head.Replace("0b90", "0c90")));
        Assert.Equal([true, false], rows.Select(row => row.Memberships is not null));
    }

    [Fact]
    public void ARingOfEachKind()
    {
        PacketSocket row = Read(Head, "2000 0200 00100000 04000000 00080000 08000000 3c000000 40000000 01000000", "2000 0300 00200000 02000000 00040000 10000000 00000000 00000000 00000000");
        Assert.Equal(("4 blocks of 4096 bytes", 2048L, 8L, 60L, 64L, 1L), ($"{row.ReceiveRing}", row.ReceiveRing!.FrameBytes, row.ReceiveRing.Frames, row.ReceiveRing.RetireMilliseconds, row.ReceiveRing.PrivateBytes, row.ReceiveRing.Features));
        Assert.Equal(("2 blocks of 8192 bytes", 1024L, 16L, 0L), ($"{row.TransmitRing}", row.TransmitRing!.FrameBytes, row.TransmitRing.Frames, row.TransmitRing.RetireMilliseconds));
    }

    [Fact]
    public void AnAddressIsAsLongAsItSays() => Assert.Equal(
        "Multicast(01:00:5e:00:00:fb)%2 Unicast(02)%3 AllMulticast%2",
        Read(Head, "8800 0100",
            "02000000 01000000 0000 0600 01005e0000fb0000 000000000000000000000000000000000000000000000000",
            "03000000 01000000 0300 0100 0200000000000000 000000000000000000000000000000000000000000000000",
            "02000000 01000000 0200 0600 0000000000000000 000000000000000000000000000000000000000000000000").Memberships!.ToString());

    [Fact]
    public void WhatTheKernelDidNotSayIsNull()
    {
        PacketSocket row = Read("11 02 0300  1ed82602 0b90a900 00000000");
        Assert.Equal((null, null, null, null, null, null, null), (row.Interface, row.UserId, row.ReceiveQueue, row.Version, row.Flags, row.CopyThresholdBytes, row.Memory));
    }

    [Fact]
    public void DamageIsAnError() => Assert.Contains("address family 2", Assert.Throws<MalformedMessageException>(() => Read(Head.Replace("11 03", "02 03"))).Problem);

    [Fact]
    public void ItDescribesItself() => Assert.Equal("Packet Unconnected ip:1", Read(Head).ToString());

    /// <summary>An instruction of each kind, as linux/filter.h numbers them.</summary>
    [Theory]
    [InlineData(0x20, 0, 0, 12, "ld [12]"), InlineData(0x28, 0, 0, 12, "ldh [12]"), InlineData(0x30, 0, 0, 23, "ldb [23]"), InlineData(0x48, 0, 0, 16, "ldh [x + 16]"), InlineData(0x00, 0, 0, 255, "ld #0xff")]
    [InlineData(0x60, 0, 0, 3, "ld M[3]"), InlineData(0x80, 0, 0, 0, "ld #length"), InlineData(0xb1, 0, 0, 14, "ldxb 4*([14]&0xf)"), InlineData(0x01, 0, 0, 7, "ldx #7"), InlineData(0x02, 0, 0, 1, "st M[1]"), InlineData(0x03, 0, 0, 1, "stx M[1]")]
    [InlineData(0x04, 0, 0, 4, "add #4"), InlineData(0x0c, 0, 0, 0, "add x"), InlineData(0x54, 0, 0, 0x1fff, "and #0x1fff"), InlineData(0x74, 0, 0, 2, "rsh #2"), InlineData(0x84, 0, 0, 0, "neg"), InlineData(0xa4, 0, 0, 15, "xor #0xf")]
    [InlineData(0x05, 0, 0, 3, "jmp 4"), InlineData(0x15, 0, 4, 0x806, "jeq #0x806, true 1, false 5"), InlineData(0x25, 1, 0, 5, "jgt #5, true 2, false 1"), InlineData(0x35, 1, 0, 5, "jge #5, true 2, false 1"), InlineData(0x45, 2, 1, 0x1fff, "jset #0x1fff, true 3, false 2")]
    [InlineData(0x1d, 0, 1, 0, "jeq x, true 1, false 2"), InlineData(0x06, 0, 0, 65535, "ret #65535"), InlineData(0x16, 0, 0, 0, "ret a"), InlineData(0x07, 0, 0, 0, "tax"), InlineData(0x87, 0, 0, 0, "txa")]
    [InlineData(0x28, 0, 0, 0xfffff000, "ldh protocol"), InlineData(0x20, 0, 0, 0xfffff008, "ld interface"), InlineData(0x20, 0, 0, 0xfffff014, "ld mark"), InlineData(0x20, 0, 0, 0xfffff024, "ld cpu"), InlineData(0x20, 0, 0, 0xfffff02c, "ld vlan-tag"), InlineData(0x20, 0, 0, 0xfffff03c, "ld vlan-protocol")]
    [InlineData(0x28, 0, 0, 0xfff00009, "ldh [network + 9]"), InlineData(0x28, 0, 0, 0xffe0000c, "ldh [link + 12]"), InlineData(0xd5, 0, 0, 1, "0xd5 0x1")]
    public void AnInstructionIsALine(int code, byte ifTrue, byte ifFalse, uint operand, string text) =>
        Assert.Equal($"0: {text}", FilterText.Of([(byte)code, (byte)(code >> 8), ifTrue, ifFalse, .. BitConverter.GetBytes(operand)]));

    private static (string?, int?) Filters(params string[] parts) => (Read(parts).Filter, Read(parts).FilterInstructions);

    private static byte[] Answer(params string[] parts) => Message(NetlinkBytes.Answer, Hex.Bytes(string.Concat(parts)));

    private static PacketSocket Read(params string[] parts) => Assert.Single(RecordedSockets.Read<PacketSocket>(SocketProtocol.Packet, Answer(parts)));
}
