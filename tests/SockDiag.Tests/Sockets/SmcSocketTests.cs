using SockDiag.Families.Inet;
using SockDiag.Families.Smc;
using SockDiag.Tests.Wire;
using static SockDiag.Tests.Wire.NetlinkBytes;

namespace SockDiag.Tests.Sockets;

/// <summary>What each property of an SMC socket says: of fallback what Linux 6.12 answered, of SMC-R and SMC-D, whose devices were not at hand, bytes made by the header.</summary>
public class SmcSocketTests
{
    private const ushort Connection = 1, LinkGroup = 2, ShutdownAttribute = 3, Dmb = 4, FallbackAttribute = 5;
    private const int StateAt = 1, ModeAt = 2;

    private static readonly SmcSocket[] _recorded = RecordedSockets.Read<SmcSocket>(SocketProtocol.Smc, RecordedSockets.Bytes("smc.nl"));

    // Its payload: the one that was accepted on 5071 first.
    private static readonly byte[] _accepted = [.. RecordedSockets.Bytes("smc.nl").AsSpan(19 * 100 + 16, 64)];

    [Fact]
    public void OneThatFellBack() => Assert.Equal(
        """
        Protocol: Smc
        State: Established
        SmcState: Active
        Mode: Fallback
        FallbackReason: PeerDeclined
        PeerDiagnosis: NoDevice
        SendBufferBytes: -
        ReceiveBufferBytes: -
        PeerReceiveBufferBytes: -
        LinkRole: -
        LinkId: -
        Device: -
        DevicePort: -
        LocalGid: -
        PeerGid: -
        LocalAddress: 127.0.0.1
        LocalPort: 5071
        RemoteAddress: 127.0.0.1
        RemotePort: 44330
        ReceiveQueue: -
        SendQueue: -
        AcceptQueue: -
        AcceptQueueLimit: -
        BindScope: -
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        IsAwaitingAccept: False
        UserId: 0
        UserName: -
        Inode: 456
        Cookie: 20
        AddressFamily: IPv4
        IsIPv4Mapped: False
        IPv6Only: -
        Interface: -
        Mark: -
        CgroupPath: -
        Shutdown: -
        SocketOptions: -
        Timer: Off
        TimerExpiresMilliseconds: -
        Retransmits: -
        TypeOfService: -
        TrafficClass: -
        ClassId: -
        Memory: -
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(_recorded.Single(row => row.Inode == 456)));

    [Fact]
    public void EveryRowIsThere() => Assert.Equal(
        """
        Smc Active 0.0.0.0:5079 0.0.0.0:53374 Established Fallback PeerDeclined NoDevice
        Smc Active 0.0.0.0:5078 0.0.0.0:43320 Established Fallback PeerDeclined NoDevice
        Smc Active 0.0.0.0:43320 0.0.0.0:5078 Established Fallback NoDevice
        Smc Listen 0.0.0.0:5078 0.0.0.0:0 Listen
        Smc Init 0.0.0.0:0 0.0.0.0:0 Unconnected
        Smc Init 127.0.0.1:39216 127.0.0.1:5077 SynSent
        Smc Active 127.0.0.1:51786 127.0.0.1:5076 Established Fallback NoDevice
        Smc Listen 0.0.0.0:5075 0.0.0.0:0 Listen
        Smc Init 0.0.0.0:0 0.0.0.0:0 Unconnected
        Smc Init 127.0.0.1:5074 0.0.0.0:0 Unconnected
        Smc Active 127.0.0.1:5073 127.0.0.1:54112 Established Fallback PeerDeclined NoDevice
        Smc Active 127.0.0.1:54112 127.0.0.1:5073 Established Fallback NoDevice
        Smc Listen 127.0.0.1:5073 0.0.0.0:0 Listen
        Smc Active 127.0.0.1:5071 127.0.0.1:44356 Established Fallback PeerLacksSmc
        Smc Init 127.0.0.1:44356 127.0.0.1:5071 Established Fallback OptionUnsupported
        Smc Active 127.0.0.1:5071 127.0.0.1:5081 Established Fallback PeerDeclined NoDevice
        Smc Active 127.0.0.1:5071 127.0.0.1:44340 Established Fallback PeerDeclined NoDevice
        Smc Active 127.0.0.1:44340 127.0.0.1:5071 Established Fallback NoDevice
        Smc Active 127.0.0.1:5071 127.0.0.1:5080 Established Fallback PeerLacksSmc
        Smc Active 127.0.0.1:5071 127.0.0.1:44330 Established Fallback PeerDeclined NoDevice
        Smc Active 127.0.0.1:44330 127.0.0.1:5071 Established Fallback NoDevice
        Smc Listen 127.0.0.1:5071 0.0.0.0:0 Listen
        Smc Active [::]:53374 [::]:5079 Established Fallback NoDevice
        Smc Listen [::]:5079 [::]:0 Listen
        Smc Active 127.0.0.1:5076 127.0.0.1:51786 Established Fallback PeerDeclined NoDevice
        Smc Listen 0.0.0.0:5076 0.0.0.0:0 Listen
        Smc Active [::1]:5072 [::1]:55400 Established Fallback PeerDeclined NoDevice
        Smc Active [::1]:55400 [::1]:5072 Established Fallback NoDevice
        Smc Listen [::1]:5072 [::]:0 Listen
        """,
        string.Join('\n', _recorded.Select(row => $"{row} {row.State} {row.Mode} {row.FallbackReason} {row.PeerDiagnosis}".TrimEnd())));

    [Fact]
    public void OneThatNobodyAcceptedHasNeitherInodeNorUser()
    {
        SmcSocket[] waiting = [.. _recorded.Where(row => row.IsAwaitingAccept)];
        Assert.Equal([5073, 5071], waiting.Select(row => row.LocalPort));
        Assert.All(waiting, row => Assert.Equal((null, null), (row.Inode, row.UserId)));
    }

    /// <summary>The bytes of an address tell its family: in a recording nothing else does.</summary>
    [Fact]
    public void WhoCanReachItIsToldWhereTheAddressIs()
    {
        Assert.Equal(BindScope.Loopback, Listener(5071).BindScope);
        Assert.Equal((SocketAddressFamily.IPv6, BindScope.Loopback), (Listener(5072).AddressFamily, Listener(5072).BindScope));
        Assert.Equal((SocketAddressFamily.IPv4, null), (Listener(5076).AddressFamily, Listener(5076).BindScope));
        Assert.Equal((SocketAddressFamily.IPv6, null), (Listener(5079).AddressFamily, Listener(5079).BindScope));
        Assert.True(_recorded.Single(row => row.LocalPort == 5076 && row.RemotePort != 0).IsIPv4Mapped);
    }

    /// <summary>The states that only connections over shared memory come into.</summary>
    [Theory]
    [InlineData(1, SmcState.Active, SocketState.Established)]
    [InlineData(2, SmcState.Init, SocketState.SynSent)]
    [InlineData(7, SmcState.Closed, SocketState.Unconnected)]
    [InlineData(10, SmcState.Listen, SocketState.Listen)]
    [InlineData(20, SmcState.PeerCloseWait1, SocketState.FinWait1)]
    [InlineData(21, SmcState.PeerCloseWait2, SocketState.FinWait2)]
    [InlineData(22, SmcState.AppCloseWait1, SocketState.CloseWait)]
    [InlineData(23, SmcState.AppCloseWait2, SocketState.CloseWait)]
    [InlineData(24, SmcState.AppFinCloseWait, SocketState.CloseWait)]
    [InlineData(25, SmcState.PeerFinCloseWait, SocketState.LastAck)]
    [InlineData(26, SmcState.PeerAbortWait, SocketState.Closing)]
    [InlineData(27, SmcState.ProcessAbort, SocketState.CloseWait)]
    public void AStateMeansOneOfTheCommonOnes(byte number, SmcState own, SocketState common)
    {
        SmcSocket row = Made(state: number, mode: 0);
        Assert.Equal((own, common), (row.SmcState, row.State));
    }

    /// <summary>Init is more than one thing.</summary>
    [Theory]
    [InlineData(false, true, false, SocketState.Unconnected)]
    [InlineData(true, true, false, SocketState.SynSent)]
    [InlineData(true, false, false, SocketState.SynReceived)]
    [InlineData(true, true, true, SocketState.Established)]
    public void InitIsNewOrOnTheWay(bool hasPeer, bool isHeld, bool fellBack, SocketState meaning) => Assert.Equal(meaning, SmcState.Init.ToSocketState(hasPeer, isHeld, fellBack));

    [Theory]
    [InlineData(1, 0, SmcMode.SmcR)]
    [InlineData(1, 1, SmcMode.Fallback)]
    [InlineData(1, 2, SmcMode.SmcD)]
    [InlineData(22, 0, SmcMode.SmcR)]
    [InlineData(2, 0, null)]
    [InlineData(10, 0, null)]
    [InlineData(2, 1, SmcMode.Fallback)]
    public void TheModeIsToldWhereItIsDecided(byte state, byte mode, SmcMode? told) => Assert.Equal(told, Made(state, mode).Mode);

    [Fact]
    public void AReasonWithoutANameIsItsNumber()
    {
        SmcSocket row = Made(1, 1, Attribute(FallbackAttribute, 0, 0, 0, 5, 0xef, 0xbe, 0xad, 0xde));
        Assert.Equal((SmcFallbackReason.PeerDeclined, (SmcFallbackReason)0xdeadbeef), (row.FallbackReason, row.PeerDiagnosis));
        Assert.Equal("3735928559", $"{row.PeerDiagnosis}");
    }

    /// <summary>After a fallback the kernel says 0 there, even of a connection that sends no more.</summary>
    [Fact]
    public void WhatWasShutDownIsToldOfSharedMemoryAlone()
    {
        Assert.Equal(SocketShutdown.Send, Made(1, 0, Attribute(ShutdownAttribute, 2)).Shutdown);
        Assert.Null(Made(1, 1, Attribute(ShutdownAttribute, 0)).Shutdown);
        Assert.Null(Made(1, 0).Shutdown);
    }

    [Fact]
    public void AnSmcRConnectionHasItsLink()
    {
        byte[] link = new byte[147];
        link[0] = 1;
        "mlx5_0"u8.CopyTo(link.AsSpan(1));
        link[65] = 2;
        "fe80:0000:0000:0000:0a94:efff:fe00:0001"u8.CopyTo(link.AsSpan(66));
        "fe80:0000:0000:0000:0a94:efff:fe00:0002"u8.CopyTo(link.AsSpan(106));
        link[146] = 1;
        SmcSocket row = Made(1, 0, Attribute(Connection, Numbers(76, 4)), Attribute(LinkGroup, link));
        Assert.Equal((SmcMode.SmcR, 4L, 8L, 12L), (row.Mode, row.SendBufferBytes, row.ReceiveBufferBytes, row.PeerReceiveBufferBytes));
        Assert.Equal((SmcLinkRole.Server, 1L, "mlx5_0", 2), (row.LinkRole, row.LinkId, row.Device, row.DevicePort));
        Assert.Equal(("fe80:0000:0000:0000:0a94:efff:fe00:0001", "fe80:0000:0000:0000:0a94:efff:fe00:0002"), (row.LocalGid, row.PeerGid));
    }

    [Fact]
    public void WhatALinkIsCalledIsHarmless()
    {
        byte[] link = new byte[147];
        "mlx\e[2J"u8.CopyTo(link.AsSpan(1));
        "fe80\u202e"u8.CopyTo(link.AsSpan(66));
        "\a"u8.CopyTo(link.AsSpan(106));
        SmcSocket row = Made(1, 0, Attribute(Connection, Numbers(76, 4)), Attribute(LinkGroup, link));
        Assert.Equal((@"mlx\x1b[2J", @"fe80\xe2\x80\xae", @"\x07"), (row.Device, row.LocalGid, row.PeerGid));
    }

    /// <summary>Linux 6.8 has more at the end.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(56)]
    public void AnSmcDConnectionHasItsGroup(int length)
    {
        byte[] dmb = new byte[length];
        BitConverter.TryWriteBytes(dmb, 0xfedcba98);
        BitConverter.TryWriteBytes(dmb.AsSpan(8), 0x8000000000000010);
        BitConverter.TryWriteBytes(dmb.AsSpan(16), 0x1f);
        SmcSocket row = Made(1, 2, Attribute(Dmb, dmb));
        Assert.Equal((SmcMode.SmcD, 0xfedcba98L, "000000000000001f", "8000000000000010"), (row.Mode, row.LinkId, row.LocalGid, row.PeerGid));
        Assert.Equal((null, null, null, null), (row.Device, row.DevicePort, row.LinkRole, row.SendBufferBytes));
    }

    /// <summary>A record without an address takes that of the TCP socket with the same ports.</summary>
    [Fact]
    public void TheTcpSocketUnderneathTellsTheAddress()
    {
        InetRecord tcp = Tcp("127.0.0.1", 5078, "127.0.0.1", 43320), other = Tcp("127.0.0.1", 43320, "127.0.0.1", 5078);
        Assert.Equal("Smc Active 127.0.0.1:5078 127.0.0.1:43320", Named(1, [tcp, other]));
        Assert.Equal("Smc Active 0.0.0.0:5078 0.0.0.0:43320", Named(1, [other]));
        Assert.Equal("Smc Active 0.0.0.0:5078 0.0.0.0:43320", Named(1, [tcp, Tcp("10.0.0.5", 5078, "10.0.9.1", 43320)])); // any of two
        Assert.Equal("Smc Active 127.0.0.1:5078 127.0.0.1:43320", Named(1, [tcp, tcp]));
    }

    /// <summary>One that waits at all addresses is none of those that wait at one.</summary>
    [Fact]
    public void AListenerOfAllAddressesIsOneThatIsOfAllToo()
    {
        InetRecord one = Tcp("127.0.0.2", 5076, null, 0, state: 10), all = Tcp("::", 5076, null, 0, state: 10);
        Assert.Equal("Smc Listen [::]:5076 [::]:0", Named(25, [one, all]));
        Assert.Equal("Smc Listen 0.0.0.0:5076 0.0.0.0:0", Named(25, [one]));
        Assert.Equal("Smc Listen 0.0.0.0:5076 0.0.0.0:0", Named(25, [all, Tcp("0.0.0.0", 5076, null, 0, state: 10)])); // any of two
    }

    [Fact]
    public void NobodyTellsOfQueues() => Assert.All(_recorded, row => Assert.Equal((null, null, null, null), (row.ReceiveQueue, row.SendQueue, row.AcceptQueue, row.AcceptQueueLimit)));

    [Fact]
    public void OneThatComesTwiceIsOne()
    {
        byte[] message = Message(Answer, _accepted);
        Assert.Single(RecordedSockets.Read<SmcSocket>(SocketProtocol.Smc, message, message));
    }

    [Theory]
    [InlineData(0, 16, "address family 16")]
    [InlineData(1, 0, "in state 0")]
    [InlineData(1, 28, "in state 28")]
    public void DamageIsAnError(int offset, byte value, string problem)
    {
        byte[] payload = [.. _accepted];
        payload[offset] = value;
        Assert.Contains(problem, Assert.Throws<MalformedMessageException>(() => Read(payload)).Problem);
    }

    [Fact]
    public void ARecordOrAnAttributeThatIsTooShortIsAnError()
    {
        Assert.Contains("63 bytes, at least 64", Assert.Throws<MalformedMessageException>(() => Read(_accepted[..63])).Problem);
        foreach ((ushort type, int length) in (ReadOnlySpan<(ushort, int)>)[(Connection, 75), (LinkGroup, 146), (Dmb, 39), (FallbackAttribute, 7)])
            Assert.Throws<MalformedMessageException>(() => Made(1, 0, Attribute(type, new byte[length])));
    }

    private static SmcSocket Listener(int port) => _recorded.Single(row => row.LocalPort == port && row.SmcState == SmcState.Listen);

    private static SmcSocket Made(byte state, byte mode, params IEnumerable<byte[]> attributes)
    {
        byte[] payload = [.. _accepted, .. attributes.SelectMany(attribute => attribute)];
        payload[StateAt] = state;
        payload[ModeAt] = mode;
        return Read(payload);
    }

    private static SmcSocket Read(byte[] payload) => Assert.Single(RecordedSockets.Read<SmcSocket>(SocketProtocol.Smc, Message(Answer, payload)));

    // Each number of 32 bits is its place.
    private static byte[] Numbers(int length, int step)
    {
        byte[] numbers = new byte[length];
        for (int i = 0; i < length; i += step) BitConverter.TryWriteBytes(numbers.AsSpan(i), i);
        return numbers;
    }

    private static InetRecord Tcp(string local, int localPort, string? remote, int remotePort, byte state = 1)
    {
        InetAnswer answer = local.Contains(':') ? InetAnswer.IPv6(local, remote ?? "::") : InetAnswer.IPv4(local, remote ?? "0.0.0.0");
        return RecordedSockets.Tcp(answer with { State = state, LocalPort = (ushort)localPort, RemotePort = (ushort)remotePort }).Record;
    }

    // A row of the recording that lacks its address.
    private static string Named(int row, InetRecord[] tcp)
    {
        SmcSocket recorded = _recorded[row];
        InetRecord record = recorded.Record;
        new SmcTcpSockets(_ => tcp).NameEnds(ref record);
        return new SmcSocket(in record, default, new Origin()).ToString();
    }
}
