using System.Net;
using static SockDiag.Tests.Live.PacketTap;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>Packet sockets: each field against what was set on the socket.</summary>
public class PacketTests
{
    private const uint Loopback = 1;

    [Fact]
    public void ASocketIsWhatItSaysItself() => Inside(() =>
    {
        using NativeSocket tap = Open().On(Loopback).Give(user: 1);
        PacketSocket row = Row(tap, owners: true);
        Assert.Equal(
            (SocketProtocol.Packet, SocketState.Unconnected, PacketSocketType.Raw, ETH_P_IP, "ip", "lo", (long?)1, (ulong?)tap.Cookie, (long?)tap.Inode, tap.Holder, PacketSocketFlags.Running),
            (row.Protocol, row.State, row.SocketType, row.EtherType, row.EtherTypeName, row.Interface, row.UserId, row.Cookie, row.Inode, row.Owners.ToString(), row.Flags));
    });

    [Fact]
    public void OneThatIsBoundToNothingSeesEveryInterface() => Inside(() =>
    {
        using NativeSocket tap = Open(SOCK_DGRAM, etherType: 3);
        PacketSocket row = Row(tap);
        Assert.Equal((PacketSocketType.Datagram, 3, "all", null), (row.SocketType, row.EtherType, row.EtherTypeName, row.Interface));
    });

    [Fact]
    public void OneThatOnlySendsHasNoEtherType() => Inside(() =>
    {
        using NativeSocket tap = Open();
        Assert.Equal((0, null, PacketSocketFlags.None), (Row(tap).EtherType, Row(tap).EtherTypeName, Row(tap).Flags));
    });

    [Fact]
    public void ARingIsTold() => Inside(() =>
    {
        using NativeSocket tap = Open().Set(SOL_PACKET, 10, 2).Set(SOL_PACKET, 5, Words(8192, 4, 2048, 16, 60, 64, 1));
        PacketRing ring = Row(tap).ReceiveRing!;
        Assert.Equal(
            (PacketRingVersion.V3, 8192L, 4L, 2048L, 16L, 60L, 64L, 1L, null),
            (Row(tap).Version, ring.BlockBytes, ring.Blocks, ring.FrameBytes, ring.Frames, ring.RetireMilliseconds, ring.PrivateBytes, ring.Features, Row(tap).TransmitRing));
    });

    [Fact]
    public void ATransmitRingIsTheOther() => Inside(() =>
    {
        using NativeSocket tap = Open().Set(SOL_PACKET, 10, 1).Set(SOL_PACKET, 13, Words(4096, 2, 1024, 8));
        Assert.Equal((PacketRingVersion.V2, null, 4096L, 8L), (Row(tap).Version, Row(tap).ReceiveRing, Row(tap).TransmitRing!.BlockBytes, Row(tap).TransmitRing!.Frames));
    });

    [Theory]
    [InlineData(PacketFanoutType.Hash), InlineData(PacketFanoutType.LoadBalance), InlineData(PacketFanoutType.Cpu), InlineData(PacketFanoutType.Rollover)]
    [InlineData(PacketFanoutType.Random), InlineData(PacketFanoutType.QueueMapping), InlineData(PacketFanoutType.ClassicBpf), InlineData(PacketFanoutType.ExtendedBpf)]
    public void AGroupIsTold(PacketFanoutType type) => Inside(() =>
    {
        using NativeSocket tap = Open().On(Loopback).Set(SOL_PACKET, 18, 4711 | (int)type << 16);
        Assert.Equal((4711, type), (Row(tap).Fanout!.Id, Row(tap).Fanout!.Type));
    });

    [Fact]
    public void MembershipsAreTold() => Inside(() =>
    {
        using NativeSocket tap = Open()
            .Member(Loopback, PacketMembershipType.Promiscuous).Member(Loopback, PacketMembershipType.Promiscuous)
            .Member(Loopback, PacketMembershipType.AllMulticast).Member(Loopback, PacketMembershipType.Multicast, 1, 0, 0x5e, 0, 0, 0xfb);
        Assert.Equal(
            ["Multicast(01:00:5e:00:00:fb)%lo 1", "AllMulticast%lo 1", "Promiscuous%lo 2"],
            Row(tap).Memberships!.Select(membership => $"{membership} {membership.Count}"));
    });

    [Fact]
    public void OneWithoutMembershipsHasAnEmptyList() => Inside(() =>
    {
        using NativeSocket tap = Open();
        Assert.Empty(Row(tap).Memberships!);
    });

    [Theory]
    [InlineData(8, 1, PacketSocketFlags.AuxiliaryData), InlineData(9, 1, PacketSocketFlags.OriginalDevice), InlineData(15, 1, PacketSocketFlags.VirtualNetworkHeader), InlineData(14, 1, PacketSocketFlags.SkipsMalformed)]
    public void AnOptionIsAFlag(int option, int value, PacketSocketFlags flag) => Inside(() =>
    {
        using NativeSocket tap = Open().Set(SOL_PACKET, option, value);
        Assert.Equal(flag, Row(tap).Flags);
    });

    [Fact]
    public void NumbersThatWereSetAreTold() => Inside(() =>
    {
        using NativeSocket tap = Open().Set(SOL_PACKET, 7, 1500).Set(SOL_PACKET, 12, 32).Set(SOL_PACKET, 17, 64);
        Assert.Equal((1500L, 32L, 64L), (Row(tap).CopyThresholdBytes, Row(tap).ReservedBytes, Row(tap).Timestamping));
    });

    [Fact]
    public void AFilterIsText() => Inside(() =>
    {
        using NativeSocket tap = Open().Filter([Instruction(0x28, 0, 0, 12), Instruction(0x15, 0, 1, 0x800), Instruction(0x06, 0, 0, 0x40000), Instruction(0x06, 0, 0, 0)]);
        Assert.Equal(("0: ldh [12]\n1: jeq #0x800, true 2, false 3\n2: ret #262144\n3: ret #0", 4), (Row(tap).Filter, Row(tap).FilterInstructions));
    });

    [Fact]
    public void OneWithoutFilterHasNoInstructions() => Inside(() =>
    {
        using NativeSocket tap = Open();
        Assert.Equal((null, 0), (Row(tap).Filter, Row(tap).FilterInstructions));
    });

    [Fact]
    public void AnOrdinaryUserIsNotToldWhetherThereIsAFilter() => Inside(() =>
    {
        using NativeSocket tap = Open().Filter(PassAll(4)), other = Open();
        OrdinaryUser.Run(() => Assert.Equal((null, null, null), (Row(tap).Filter, Row(tap).FilterInstructions, Row(other).FilterInstructions)));
    });

    /// <summary>The kernel takes a fresh socket's buffer for smaller than this filter, and would end the list at it.</summary>
    [Fact]
    public void AFilterLongerThanTheFirstDatagramIsTold() => Inside(() =>
    {
        using NativeSocket tap = Open().Filter(PassAll(600)), next = Open();
        Assert.Equal((600, 0), (Row(tap).FilterInstructions, Row(next).FilterInstructions));
    });

    /// <summary>No answer of the kernel can hold this one: it ends the list, and those behind it would be missing.</summary>
    [Fact]
    public void AFilterLongerThanAnyDatagramHidesNobody() => Inside(() =>
    {
        using NativeSocket before = Open(), tap = Open().Filter(PassAll(4096)).On(Loopback), behind = Open();
        PacketSocket[] rows = Rows.All<PacketSocket>(SocketProtocol.Packet);
        Assert.Equal(((ulong[])[before.Cookie, tap.Cookie, behind.Cookie]).Order(), rows.Select(row => row.Cookie!.Value).Order());
        PacketSocket longest = rows.Single(row => row.Cookie == tap.Cookie);
        Assert.Equal((null, null, null, "lo"), (longest.Filter, longest.FilterInstructions, longest.Memberships, longest.Interface));
    });

    [Fact]
    public void InterfacesAndUsersChoose() => Inside(() =>
    {
        using NativeSocket bound = Open().On(Loopback).Give(user: 1), other = Open();
        Assert.Equal([bound.Cookie], Cookies(new SocketFilter.Interface((int)Loopback)));
        Assert.Equal([bound.Cookie], Cookies(new SocketFilter.InterfaceNamed("lo")));
        Assert.Equal([bound.Cookie], Cookies(new SocketFilter.User(new HashSet<uint> { 1 })));
        Assert.Equal([other.Cookie], Cookies(new SocketFilter.Not(new SocketFilter.Interface((int)Loopback))));

        static IEnumerable<ulong> Cookies(SocketFilter filter) => Rows.All<PacketSocket>(SocketProtocol.Packet, filter).Select(row => row.Cookie!.Value);
    });

    [Fact]
    public void WhatWaitsIsTheQueue() => Inside(() =>
    {
        using NativeSocket tap = Open(etherType: 3).On(Loopback, etherType: 3);
        using NativeSocket udp = NativeSocket.Udp().Connect(new IPEndPoint(IPAddress.Loopback, 9)).Send(100);
        Poll.Until(() => tap.Memory[0] > 100, "the packet has come");
        Assert.Equal((tap.Memory[0], (long?)tap.Memory[1]), (Row(tap).ReceiveQueue, Row(tap).Memory!.ReceiveBuffer));
    });

    [Fact]
    public void EveryRowOfProcIsOneOfOurs() => Inside(() =>
    {
        using NativeSocket bound = Open().On(Loopback).Give(user: 1), other = Open(SOCK_DGRAM, etherType: 3);
        Assert.Equal(
            File.ReadLines("/proc/thread-self/net/packet").Skip(1).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..])).Order(),
            Rows.All<PacketSocket>(SocketProtocol.Packet)
                .Select(row => $"{(int)row.SocketType} {row.EtherType:x4} {(row.Interface is null ? 0 : 1)} {(int)(row.Flags!.Value & PacketSocketFlags.Running)} {row.ReceiveQueue} {row.UserId} {row.Inode}").Order());
    });

    [Fact]
    public void EveryRowOfSsIsOneOfOurs() => Inside(() =>
    {
        using NativeSocket bound = Open().On(Loopback).Set(SOL_PACKET, 18, 7 | (int)PacketFanoutType.Cpu << 16).Filter(PassAll(3));
        using NativeSocket ring = Open(SOCK_DGRAM).Set(SOL_PACKET, 10, 2).Set(SOL_PACKET, 5, Words(4096, 4, 2048, 8, 60, 0, 0)).Set(SOL_PACKET, 7, 1500);
        Assert.Equal(
            Tool.Output("ss", "-n", "-0", "-a", "-e", "-b", "-H", "-O").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(OfSs).Order(),
            Rows.All<PacketSocket>(SocketProtocol.Packet).Select(OfOurs).Order());
    });

    private static string OfSs(string line)
    {
        string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return $"{words[0]} {words[2]} {words[4]} {Value("ino:")} {Convert.ToUInt64(Value("sk:"), 16)} {Value("ver:")} {Value("cpy_thresh:")} {Value("fanout(")} {Value("ring_rx(")} {(line.Contains("bpf filter") ? line[(line.IndexOf("bpf filter (") + 12)..].Split(')')[0] : "0")}";

        string? Value(string name) => words.SingleOrDefault(word => word.StartsWith(name))?[name.Length..];
    }

    private static string OfOurs(PacketSocket row)
    {
        string? fanout = row.Fanout is { } group ? $"id:{group.Id},type:{group.Type.ToString().ToLowerInvariant()})" : null;
        string? ring = row.ReceiveRing is { } receive ? $"blk_size:{receive.BlockBytes},blk_nr:{receive.Blocks},frm_size:{receive.FrameBytes},frm_nr:{receive.Frames},tmo:{receive.RetireMilliseconds},features:0x{receive.Features:x})" : null;
        string kind = row.SocketType == PacketSocketType.Raw ? "p_raw" : "p_dgr";
        return $"{kind} {row.ReceiveQueue} [{row.EtherType}]:{row.Interface ?? "*"} {row.Inode} {row.Cookie} {(int)row.Version!} {row.CopyThresholdBytes} {fanout} {ring} {row.FilterInstructions}";
    }

    private static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private static PacketSocket Row(NativeSocket tap, bool owners = false) => Rows.Of<PacketSocket>(SocketProtocol.Packet, tap, owners);
}
