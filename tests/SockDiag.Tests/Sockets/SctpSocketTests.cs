using System.Globalization;
using System.Net;
using SockDiag.Families.Inet;
using SockDiag.Filtering;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>What the properties of SCTP sockets say of recorded and of literal bytes.</summary>
public class SctpSocketTests
{
    private const ushort Info = 2, Locals = 12, Peers = 13;
    private const int InfoLength = 368;

    private static readonly SctpSocket[] _recorded = [.. RecordedSockets.Read("sctp.nl", SocketProtocol.Sctp).Cast<SctpSocket>()];

    [Fact]
    public void EveryEndpointIsFollowedByItsAssociations() => Assert.Equal(
        """
        Sctp Listen 127.0.0.1:5031 0.0.0.0:0
        Sctp Listen 127.0.0.1:5036 0.0.0.0:0
        Sctp Listen 127.0.0.1:5037 0.0.0.0:0
        Sctp Listen 127.0.0.1:5033 0.0.0.0:0
        - Sctp Established 127.0.0.1:5033 127.0.0.1:48701
        Sctp Established 127.0.0.1:45571 127.0.0.1:5037
        - Sctp Established 127.0.0.1:45571 127.0.0.1:5037
        Sctp Unconnected 127.0.0.1:48701 127.0.0.1:5033
        - Sctp Established 127.0.0.1:48701 127.0.0.1:5033
        Sctp CloseWait 127.0.0.1:54383 127.0.0.1:5036
        - Sctp ShutdownPending 127.0.0.1:54383 127.0.0.1:5036
        Sctp Established 127.0.0.1:35330 127.0.0.1:5031
        - Sctp Established 127.0.0.1:35330 127.0.0.1:5031
        Sctp Established 127.0.0.1:5036 127.0.0.1:54383
        - Sctp Established 127.0.0.1:5036 127.0.0.1:54383
        Sctp Established 127.0.0.1:5035 127.0.0.1:5034
        - Sctp Established 127.0.0.1:5035 127.0.0.1:5034
        Sctp Listen 127.0.0.1:5034 0.0.0.0:0
        - Sctp Established 127.0.0.1:5034 127.0.0.1:5035
        Sctp Established 127.0.0.1:5031 127.0.0.1:35330
        - Sctp Established 127.0.0.1:5031 127.0.0.1:35330
        Sctp Established 127.0.0.1:5037 127.0.0.1:45571
        - Sctp Established 127.0.0.1:5037 127.0.0.1:45571
        Sctp Listen [::1]:5032 [::]:0
        Sctp Established [::1]:34655 [::1]:5032
        - Sctp Established [::1]:34655 [::1]:5032
        Sctp Established [::1]:5032 [::1]:34655
        - Sctp Established [::1]:5032 [::1]:34655
        """,
        string.Join('\n', _recorded.Select(row => $"{(row.IsAssociation ? "- " : "")}{row}")));

    /// <summary>The kernel says :: where the first of an IPv6 socket's addresses is an IPv4 one.</summary>
    [Fact]
    public void AnAssociationHasAllAddressesOfBothEnds()
    {
        Assert.Equal("127.0.0.1 127.0.0.3 - 127.0.0.1 127.0.0.2", Addresses(Association(5035)));
        Assert.Equal("127.0.0.1 ::1 fe80::3cd3:caff:fe9c:3a3%2 fe80::c8d4:f5ff:fe35:ea55%3 - ::1", Addresses(Association(34655)));
        Assert.Equal("::1 - ::1 127.0.0.1 fe80::3cd3:caff:fe9c:3a3 fe80::c8d4:f5ff:fe35:ea55", Addresses(Association(5032)));
    }

    [Fact]
    public void AnEndpointHasTheAddressesThatItIsBoundTo() => Assert.Equal(["127.0.0.1 127.0.0.2 - ", "0.0.0.0 - "], [Addresses(Endpoint(5034)), Addresses(Endpoint(45571))]);

    /// <summary>Of endpoints the kernel's queues are an accept queue whatever they are.</summary>
    [Fact]
    public void QueuesAreAnAssociationsAndAcceptQueuesAListeners()
    {
        Assert.Equal((null, null, 1, 4), Queues(Endpoint(5034)));
        Assert.Equal((237L, 0L, null, null), Queues(Association(5037)));
        Assert.Equal((null, null, null, null), Queues(Endpoint(45571)));
        Assert.Equal((0L, 217600L, null, null), Queues(Association(54383)));
    }

    [Fact]
    public void TheTimerIsTheOneThatSendsAgain() => Assert.Equal(
        (SocketTimer.Retransmit, 876.0, 0, SocketTimer.Off, null),
        (Association(54383).Timer, Association(54383).TimerExpiresMilliseconds, Association(54383).Retransmits, Association(5037).Timer, Association(5037).TimerExpiresMilliseconds));

    [Fact]
    public void AnAssociationIsItsEndpointsSocket() => Assert.Equal((Endpoint(5035).Inode, Endpoint(5035).Cookie), (Association(5035).Inode, Association(5035).Cookie));

    [Fact]
    public void WhatIsTheSocketsIsNotTheAssociations()
    {
        Assert.Equal((SctpSocketStyle.OneToOne, true, null, null), (Endpoint(5037).Style, Endpoint(5037).MapsIPv4Addresses, Endpoint(5037).InboundStreams, Endpoint(5037).PrimaryAddress));
        Assert.Equal(SctpSocketStyle.OneToMany, Endpoint(5033).Style);
        Assert.Equal((null, null, 10, "127.0.0.1"), (Association(5037).Style, Association(5037).MapsIPv4Addresses, Association(5037).InboundStreams, Association(5037).PrimaryAddress));
    }

    [Fact]
    public void ARecordedAssociationSaysWhatItCounts() => Assert.Equal(
        "received 5 bytes in 1 chunk, acknowledged 1; window 106491 of peer's 106496; segment 65484, burst 4; Active, window 131064, RTO 3000, heartbeat 7500, 5 times, delay 200; PartialReliability, IPv4, Ecn",
        Association(5037) is var row
            ? $"received 5 bytes in {row.OrderedChunksReceived} chunk, acknowledged {row.SacksSent}; window {row.ReceiveWindowBytes} of peer's {row.PeerReceiveWindowBytes}; segment {row.MaximumSegmentBytes}, burst {row.MaximumBurst}; " +
              $"{row.PrimaryState}, window {row.PrimaryCongestionWindowBytes}, RTO {row.PrimaryRtoMilliseconds}, heartbeat {row.PrimaryHeartbeatTicks}, {row.PrimaryRetransmitsLimit} times, delay {row.PrimarySackDelayMilliseconds}; {row.PeerCapabilities}"
            : "");

    /// <summary>Each number is that of its place: the offset, as far as its width goes.</summary>
    [Fact]
    public void EveryFieldOfAnAssociationIsWhereTheKernelPutsIt() => Assert.Equal(
        "UnacknowledgedChunks 12 PendingChunks 14 InboundQueueChunks 24 OutboundQueueChunks 28 InboundStreams 16 OutboundStreams 18 ReceiveWindowBytes 8 PeerReceiveWindowBytes 44 MaximumSegmentBytes 40 " +
        "MaximumBurst 36 Errors 32 VerificationTag 0 PeerVerificationTag 48 SacksReceived 56 SacksSent 64 PacketsSent 72 PacketsReceived 80 ChunksRetransmitted 88 ChunksOutOfSequence 96 DuplicateChunksReceived 104 " +
        "GapAcknowledgements 112 UnorderedChunksSent 120 UnorderedChunksReceived 128 OrderedChunksSent 136 OrderedChunksReceived 144 ControlChunksSent 152 ControlChunksReceived 160 PrimaryCongestionWindowBytes 300 " +
        "PrimarySlowStartThresholdBytes 328 PrimaryInFlightBytes 336 PrimaryPartialBytesAcknowledged 332 PrimaryRttTicks 304 PrimaryRtoMilliseconds 308 PrimaryHeartbeatTicks 312 PrimaryRetransmitsLimit 316 " +
        "PrimarySackDelayMilliseconds 320 PrimaryErrors 340",
        Numbers(Made(Pattern(), isAssociation: true)));

    [Fact]
    public void EveryFieldOfAnEndpointIsWhereTheKernelPutsIt()
    {
        SctpSocket row = Made(Pattern(), isAssociation: false);
        Assert.Equal("AutoCloseSeconds 344 AdaptationIndication 348 PartialDeliveryBytes 352 FragmentInterleave 3", Numbers(row));
        Assert.Equal((false, true, false, (SctpSocketStyle)360), (row.HasNoDelay, row.DisablesFragments, row.MapsIPv4Addresses, row.Style));
    }

    /// <summary>An older kernel's sctp_info may end anywhere.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(12, 2)]
    [InlineData(55, 13)]
    [InlineData(344, 37)]
    public void AShorterAnswerHasFewerFields(int length, int count) =>
        Assert.Equal(count, Numbers(Made(Pattern()[..length], isAssociation: true)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length / 2);

    [Theory]
    [InlineData(0, SctpAssociationState.Closed, SocketState.Unconnected)]
    [InlineData(1, SctpAssociationState.CookieWait, SocketState.SynSent)]
    [InlineData(2, SctpAssociationState.CookieEchoed, SocketState.SynSent)]
    [InlineData(3, SctpAssociationState.Established, SocketState.Established)]
    [InlineData(4, SctpAssociationState.ShutdownPending, SocketState.FinWait1)]
    [InlineData(5, SctpAssociationState.ShutdownSent, SocketState.FinWait1)]
    [InlineData(6, SctpAssociationState.ShutdownReceived, SocketState.CloseWait)]
    [InlineData(7, SctpAssociationState.ShutdownAckSent, SocketState.LastAck)]
    public void AnAssociationsStateMeansOneOfTheCommonOnes(byte number, SctpAssociationState own, SocketState common)
    {
        SctpSocket row = Made([], isAssociation: true, number);
        Assert.Equal((own, common), (row.AssociationState, row.State));
    }

    /// <summary>Of several addresses the record has one.</summary>
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.3", true)]
    [InlineData("127.0.0.2", false)]
    public void AnAddressConditionIsAboutEachOfItsAddresses(string address, bool holds)
    {
        byte[] locals = [2, 0, 0x13, 0xab, 127, 0, 0, 1, .. new byte[120], 2, 0, 0x13, 0xab, 127, 0, 0, 3, .. new byte[120]];
        var condition = new SocketFilter.Address(EndpointSide.Local, new AddressSet(new AddressPrefix(IPAddress.Parse(address), 32)));
        Assert.Equal((holds, !holds, holds), (Matches(condition), Matches(new SocketFilter.Not(condition)), Matches(new SocketFilter.And(condition, new SocketFilter.State(SocketState.All)))));

        bool Matches(SocketFilter filter) => SctpAddressFilter.Decided(filter, new SctpAddresses(locals, 0), default)!.Matches(in Association(5035).Record);
    }

    [Fact]
    public void AListOfAddressesThatIsNoneIsAnError()
    {
        Assert.Contains("a list of addresses has 127 bytes", Refused(NetlinkBytes.Attribute(Locals, new byte[127])));
        Assert.Contains("an address is of family 1", Refused(NetlinkBytes.Attribute(Peers, [1, .. new byte[127]])));
        Assert.Contains("a record is in state 11", RecordedSockets.ReadToError<MalformedMessageException>(new InetAnswer { State = 11 }.Message(), SocketProtocol.Sctp).Error.Message);
    }

    /// <summary>A recording that ends early is an error, wherever.</summary>
    [Fact]
    public void ARecordingThatIsCutIsRefusedOrShorter()
    {
        byte[] whole = RecordedSockets.Bytes("sctp.nl");
        for (int length = 1; length < 3000; length += 7)
        {
            try { Assert.True(RecordedSockets.Read(whole[..length], SocketProtocol.Sctp).Length < _recorded.Length); }
            catch (SockDiagException) { }
        }
    }

    private static string Refused(byte[] attributes) =>
        RecordedSockets.ReadToError<MalformedMessageException>(new InetAnswer { Attributes = attributes }.Message(), SocketProtocol.Sctp).Error.Message;

    private static SctpSocket Endpoint(int port) => _recorded.First(row => row.LocalPort == port && !row.IsAssociation);

    private static SctpSocket Association(int port) => _recorded.First(row => row.LocalPort == port && row.IsAssociation);

    private static string Addresses(SctpSocket row) => $"{row.LocalAddresses} - {row.RemoteAddresses}";

    private static (long?, long?, int?, int?) Queues(SctpSocket row) => (row.ReceiveQueue, row.SendQueue, row.AcceptQueue, row.AcceptQueueLimit);

    // Numbers that only this kind has, in their order; of flags and names others tell.
    private static string Numbers(SctpSocket row) => string.Join(' ', typeof(SctpSocket).GetProperties()
        .Where(property => property.DeclaringType == typeof(SctpSocket) && property.GetValue(row) is int or long or double)
        .Select(property => string.Create(CultureInfo.InvariantCulture, $"{property.Name} {property.GetValue(row)}")));

    private static byte[] Pattern()
    {
        byte[] info = new byte[InfoLength];
        for (int i = 0; i < 56; i += i is >= 12 and < 20 ? 2 : 4) BitConverter.TryWriteBytes(info.AsSpan(i), (ushort)i);
        for (int i = 56; i < 168; i += 8) BitConverter.TryWriteBytes(info.AsSpan(i), (long)i);
        for (int i = 296; i < InfoLength; i += 4) BitConverter.TryWriteBytes(info.AsSpan(i), i);
        ((byte[])[0, 1, 0, 3]).CopyTo(info, 356);
        return info;
    }

    private static SctpSocket Made(byte[] info, bool isAssociation, byte state = 3)
    {
        byte[] address = [2, 0, 0x13, 0xa7, 10, 0, 9, 1, .. new byte[120]];
        byte[] attributes = [.. NetlinkBytes.Attribute(Info, info), .. isAssociation ? NetlinkBytes.Attribute(Peers, address) : []];
        return Assert.Single(RecordedSockets.Read<SctpSocket>(SocketProtocol.Sctp, (InetAnswer.IPv4("10.0.0.5", "10.0.9.1") with { State = state, Attributes = attributes }).Message()));
    }
}
