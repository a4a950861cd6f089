using System.Globalization;
using System.Reflection;
using SockDiag.Tests.Layout;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>What each property says of the kernel's bookkeeping in literal bytes: the value, the unit, and when it is null.</summary>
public class TcpInfoTests
{
    private static readonly Version _release = new(6, 18, 44);

    /// <summary>Of struct tcp_info, from Linux 2.6 to 6.18, and of a kernel to come.</summary>
    public static TheoryData<int> HistoricLengths { get; } = [104, 120, 136, 144, 160, 168, 192, 200, 224, 232, 240, 248, 280, 300];

    [Theory, MemberData(nameof(HistoricLengths))]
    public void AFieldIsReadInItsUnitWhereTheKernelAnsweredItAndIsNullWhereItDidNot(int length) => AssertFields(TcpInfoBytes.Pattern.AsSpan(0, length));

    [Fact]
    public void AnAnswerThatEndsAnywhereIsReadAsFarAsItGoes()
    {
        for (int length = 1; length < TcpInfoBytes.Pattern.Length; length++) AssertFields(TcpInfoBytes.Pattern.AsSpan(0, length));
    }

    /// <summary>The table is held to the running kernel's own types.</summary>
    [Fact]
    public void EveryFieldLiesWhereTheKernelHasIt()
    {
        Assert.SkipWhen(KernelTypeInformation.Absent is not null, KernelTypeInformation.Absent ?? "");
        TcpInfoField[] known = [.. TcpInfoField.All.Where(field => KernelTypeInformation.Running.BitOffset("tcp_info", "tcpi_" + field.Member) is not null)]; // an older kernel has fewer
        Assert.Equal(Environment.OSVersion.Version >= new Version(6, 18) ? TcpInfoField.All.Count : known.Length, known.Length);
        Assert.Equal(
            known.Select(field => (field.Member, field.Offset)),
            known.Select(field => (field.Member, (int)(KernelTypeInformation.Running.BitOffset("tcp_info", "tcpi_" + field.Member)! / 8))));
    }

    /// <summary>Else a field could be taken for another one unnoticed.</summary>
    [Fact]
    public void EveryFieldOfThePatternHasAValueOfItsOwn()
    {
        IEnumerable<object?> values = TcpInfoField.All.Where(field => field.Size > 1).Select(field => field.Expected(TcpInfoBytes.Pattern).Split(": ")[1]);
        Assert.Equal(values.Distinct(), values);
    }

    [Fact]
    public void EveryPropertyIsHeldToAFieldOrToATestOfItsOwn()
    {
        string[] ofTheSocket =
        [
            "Protocol", "State", "LocalAddress", "LocalPort", "RemoteAddress", "RemotePort", "ProcessId", "Process", "OwnerVisibility", "Owners", "UserId", "UserName", "Inode", "Cookie",
            "Timer", "TimerExpiresMilliseconds", "Retransmits", "PeerProcessId", "PeerProcess", "Unit", "ContainerId", "NetworkNamespace",
        ];
        string[] heldBelow =
        [
            "CongestionControl", "EcnMode", "AccurateEcnOptionSeen", "AccurateEcnFailure", "Bbr", "Vegas", "Dctcp", "Ulp", "Memory",
            "SendRateBitsPerSecond", "CongestionWindowBytes", "RetransmitPercent",
        ];
        IEnumerable<string> properties = typeof(TcpInfo).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name);
        Assert.Equal(ofTheSocket.Concat(TcpInfoField.All.Select(field => field.Property)).Concat(heldBelow).Order(), properties.Order());
    }

    [Fact]
    public void TheSocketsOwnPropertiesAreThoseOfItsRecord()
    {
        TcpInfo info = TcpInfoBytes.Read(InetAnswer.IPv6("2001:db8::5", "fe80::9") with
        {
            State = 8,
            LocalPort = 443,
            RemotePort = 50123,
            Interface = 3,
            Cookie = 0x0102030405060708,
            UserId = 1001,
            Inode = 4242,
            Timer = 4,
            Expires = 1500,
            Retransmits = 2,
            Attributes = NetlinkBytes.Attribute(TcpInfoBytes.Info, TcpInfoBytes.Pattern),
        })!;
        Assert.Equal(
            (SocketProtocol.Tcp, SocketState.CloseWait, "2001:db8::5", 443, "fe80::9%3", 50123, 0x0102030405060708UL, 1001L),
            (info.Protocol, info.State, info.LocalAddress, info.LocalPort, info.RemoteAddress, info.RemotePort, info.Cookie!.Value, info.UserId!.Value));
        Assert.Equal(
            (4242L, SocketTimer.ZeroWindowProbe, 1500.0, 2, null, null, OwnerVisibility.NotAsked, 0, null),
            (info.Inode!.Value, info.Timer, info.TimerExpiresMilliseconds!.Value, info.Retransmits!.Value, info.ProcessId, info.Process, info.OwnerVisibility, info.Owners.Count, info.UserName));
    }

    [Fact]
    public void WithoutATimerNothingIsSaidOfOne()
    {
        TcpInfo info = TcpInfoBytes.Read(TcpInfoBytes.Pattern);
        Assert.Equal((SocketTimer.Off, null, null), (info.Timer, info.TimerExpiresMilliseconds, info.Retransmits));
    }

    [Fact]
    public void ARecordWithoutBookkeepingIsNoConnection() => Assert.Null(TcpInfoBytes.Read(new InetAnswer { State = 6, Timer = 3 }));

    public static TheoryData<string, string> NumbersThatMeanNone { get; } = new()
    {
        { "RttMilliseconds", "00000000" },
        { "MinimumRttMilliseconds", "ffffffff" },
        { "MinimumRttMilliseconds", "00000000" },
        { "ReceiveRttMilliseconds", "00000000" },
        { "SlowStartThresholdSegments", "ffffff7f" },
        { "PacingRateBitsPerSecond", "ffffffffffffffff" },
        { "PacingRateBitsPerSecond", "ffffffff00000000" },
        { "MaximumPacingRateBitsPerSecond", "ffffffffffffffff" },
        { "MaximumPacingRateBitsPerSecond", "ffffffff00000000" },
        { "DeliveryRateBitsPerSecond", "0000000000000000" },
    };

    [Theory, MemberData(nameof(NumbersThatMeanNone))]
    public void ANumberThatMeansNoneIsNull(string property, string bytes) => Assert.Null(ValueOf(property, TcpInfoBytes.Read(With(property, bytes))));

    [Theory]
    [InlineData("MinimumRttMilliseconds", "feffffff", 4294967.294)]
    [InlineData("SlowStartThresholdSegments", "feffff7f", 2147483646L)]
    [InlineData("MaximumPacingRateBitsPerSecond", "feffffff00000000", 34359738352.0)]
    [InlineData("MaximumPacingRateBitsPerSecond", "0000000001000000", 34359738368.0)]
    [InlineData("RetransmitsTotal", "ffffffff", 4294967295L)]
    [InlineData("SegmentsSent", "ffffffff", 4294967295L)]
    public void TheNumberBesideIsOne(string property, string bytes, object expected) => Assert.Equal(expected, ValueOf(property, TcpInfoBytes.Read(With(property, bytes))));

    [Fact]
    public void ADeviationWithoutARoundTripTimeIsNull() => Assert.Null(TcpInfoBytes.Read(With("RttMilliseconds", "00000000")).RttVarianceMilliseconds);

    /// <summary>They count from the kernel's start then.</summary>
    [Fact]
    public void TheLastTimesOfAConnectionThatIsNotThereYetAreNull()
    {
        TcpInfo info = TcpInfoBytes.Read(TcpInfoBytes.Pattern, state: 2);
        Assert.Equal((SocketState.SynSent, null, null, null), (info.State, info.LastDataSentMilliseconds, info.LastDataReceivedMilliseconds, info.LastAckReceivedMilliseconds));
    }

    [Fact]
    public void WhereNoDataWasSentTheLastTimeItWasIsNull()
    {
        TcpInfo info = TcpInfoBytes.Read(With("DataSegmentsSent", "00000000"));
        Assert.Equal((true, false, false), (info.LastDataSentMilliseconds is null, info.LastDataReceivedMilliseconds is null, info.LastAckReceivedMilliseconds is null));
    }

    [Fact]
    public void WhereNoDataCameTheLastTimeItDidIsNull()
    {
        TcpInfo info = TcpInfoBytes.Read(With("DataSegmentsReceived", "00000000"));
        Assert.Equal((false, true, false), (info.LastDataSentMilliseconds is null, info.LastDataReceivedMilliseconds is null, info.LastAckReceivedMilliseconds is null));
    }

    [Fact]
    public void ScalesThatWereNotAgreedOnAreNull()
    {
        TcpInfo info = TcpInfoBytes.Read(TcpInfoBytes.PatternWith(5, 0b1111_1011));
        Assert.Equal((false, null, null), (info.HasWindowScale, info.SendWindowScale, info.ReceiveWindowScale));
    }

    /// <summary>A bit that is 0 says no only where the kernel knows it.</summary>
    [Theory]
    [InlineData("HasTimestamps", 104)]
    [InlineData("HasSack", 104)]
    [InlineData("HasWindowScale", 104)]
    [InlineData("HasEcn", 104)]
    [InlineData("EcnSeen", 104)]
    [InlineData("HasFastOpenData", 104)]
    [InlineData("IsApplicationLimited", 168)]
    [InlineData("HasMicrosecondTimestamps", 248)]
    [InlineData("IsFastOpenChild", 280)]
    public void ABitSaysNoFromItsTimeOn(string property, int sinceLength)
    {
        byte[] nothing = TcpInfoBytes.PatternWith(5, 0, 0, 0);
        IEnumerable<object?> expected = HistoricLengths.Select(length => length.Data >= sinceLength ? (object?)false : null);
        Assert.Equal(expected, HistoricLengths.Select(length => ValueOf(property, TcpInfoBytes.Read(nothing.AsSpan(0, length.Data)))));
    }

    /// <summary>Its bit came between two lengths, and was never set before.</summary>
    [Fact]
    public void AFastOpenChildIsOneAtAnyLength() => Assert.True(TcpInfoBytes.Read(TcpInfoBytes.PatternWith(5, 0x80).AsSpan(0, 248)).IsFastOpenChild);

    [Theory]
    [InlineData(0, TcpCongestionState.Open)]
    [InlineData(1, TcpCongestionState.Disorder)]
    [InlineData(2, TcpCongestionState.Cwr)]
    [InlineData(3, TcpCongestionState.Recovery)]
    [InlineData(4, TcpCongestionState.Loss)]
    public void TheCongestionStateIsTheKernelsNumber(byte number, TcpCongestionState state) => Assert.Equal(state, TcpInfoBytes.Read(TcpInfoBytes.PatternWith(1, number)).CongestionState);

    [Theory]
    [InlineData(0b000, TcpFastOpenFailure.Unspecified)]
    [InlineData(0b011, TcpFastOpenFailure.CookieUnavailable)]
    [InlineData(0b100, TcpFastOpenFailure.DataNotAcknowledged)]
    [InlineData(0b110, TcpFastOpenFailure.SynRetransmitted)]
    public void TheFailureOfFastOpenIsInTwoBits(byte bits, TcpFastOpenFailure failure) => Assert.Equal(failure, TcpInfoBytes.Read(TcpInfoBytes.PatternWith(7, bits)).FastOpenClientFailure);

    [Theory]
    [InlineData("6.18.0")]
    [InlineData("6.19.7")]
    public void TheLastFourBytesAreTwoNumbersBefore7_0(string release)
    {
        TcpInfo info = TcpInfoBytes.Read(TcpInfoBytes.PatternWith(276, 0x34, 0x12, 0xcd, 0xab), new Version(release));
        Assert.Equal((null, 0xabcd, 0x1234), (info.EcnMode, info.AccurateEcnOptionSeen, info.AccurateEcnFailure));
    }

    [Theory]
    [InlineData("7.0", 0b1011_10_01, TcpEcnMode.Rfc3168, 2, 11)]
    [InlineData("7.1.3", 0b0001_01_10, TcpEcnMode.Accurate, 1, 1)]
    [InlineData("8.0", 0b0000_11_11, TcpEcnMode.Pending, 3, 0)]
    [InlineData("7.0", 0b0100_00_00, TcpEcnMode.Off, 0, 4)]
    public void TheLastFourBytesAreBitsSince7_0(string release, byte bits, TcpEcnMode mode, int seen, int failure)
    {
        TcpInfo info = TcpInfoBytes.Read(TcpInfoBytes.PatternWith(276, bits, 0xff, 0xff, 0xff), new Version(release));
        Assert.Equal((mode, seen, failure), (info.EcnMode, info.AccurateEcnOptionSeen, info.AccurateEcnFailure));
    }

    [Theory]
    [InlineData(null, 280)]
    [InlineData("6.17", 280)]
    [InlineData("6.18", 279)]
    [InlineData("7.0", 276)]
    public void WhoseLayoutTheLastFourBytesHaveMustBeKnown(string? release, int length)
    {
        TcpInfo info = TcpInfoBytes.Read(TcpInfoBytes.Pattern.AsSpan(0, length), release is null ? null : new Version(release));
        Assert.Equal((null, null, null), (info.EcnMode, info.AccurateEcnOptionSeen, info.AccurateEcnFailure));
    }

    [Fact]
    public void TheWindowInBytesIsSegmentsTimesTheirSize() => Assert.Equal(10 * 1448, Sending(rtt: 20_000).CongestionWindowBytes);

    [Fact]
    public void TheSendRateIsAWindowInEachRoundTrip() => Assert.Equal(10 * 1448 * 8 / 0.020, Sending(rtt: 20_000).SendRateBitsPerSecond);

    [Fact]
    public void WithoutARoundTripTimeThereIsNoSendRate() => Assert.Null(Sending(rtt: 0).SendRateBitsPerSecond);

    [Fact]
    public void VegasHasARoundTripTimeOfItsOwn() => Assert.Equal(10 * 1448 * 8 / 0.010, Sending(20_000, Vegas(isEnabled: true, 10_000)).SendRateBitsPerSecond);

    [Theory]
    [InlineData(false, 10_000)]
    [InlineData(true, 0)]
    [InlineData(true, 0x7fffffff)]
    public void WhereVegasDoesNotSteerTheSendRateIsTheUsualOne(bool isEnabled, int rtt) => Assert.Equal(10 * 1448 * 8 / 0.020, Sending(20_000, Vegas(isEnabled, rtt)).SendRateBitsPerSecond);

    [Fact]
    public void TheShareOfRetransmissionsIsOfTheBytesSent()
    {
        byte[] bytes = With("BytesSent", "e803000000000000"); // 1000
        Convert.FromHexString("1900000000000000").CopyTo(bytes, TcpInfoField.Of("BytesRetransmitted").Offset);
        Assert.Equal(2.5, TcpInfoBytes.Read(bytes).RetransmitPercent);
    }

    [Fact]
    public void WhereNothingWasSentNoShareOfItWasSentAgain() => Assert.Null(TcpInfoBytes.Read(With("BytesSent", "0000000000000000")).RetransmitPercent);

    [Fact]
    public void AKernelThatDoesNotCountBytesSentTellsNoShareOfThem() => Assert.Null(TcpInfoBytes.Read(TcpInfoBytes.Pattern.AsSpan(0, 200)).RetransmitPercent);

    /// <summary>A support ticket from elsewhere must read the same.</summary>
    [Fact]
    public void TheTextIsTheSameInEveryCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try { Assert.Equal("Tcp Established 0.0.0.0:0 0.0.0.0:0 rtt 20.5 ms", Sending(rtt: 20_500).ToString()); }
        finally { CultureInfo.CurrentCulture = before; }
    }

    private static void AssertFields(ReadOnlySpan<byte> bytes)
    {
        byte[] expected = [.. bytes];
        TcpInfo info = TcpInfoBytes.Read(bytes, _release);
        Assert.Equal(TcpInfoField.All.Select(field => field.Expected(expected)), TcpInfoField.All.Select(field => field.Actual(info)));
    }

    private static object? ValueOf(string property, TcpInfo info) => typeof(TcpInfo).GetProperty(property)!.GetValue(info);

    /// <summary>The pattern with another number in a field.</summary>
    private static byte[] With(string property, string bytes) => TcpInfoBytes.PatternWith(TcpInfoField.Of(property).Offset, Convert.FromHexString(bytes));

    /// <summary>With a window of 10 segments of 1448 bytes.</summary>
    private static TcpInfo Sending(int rtt, params byte[][] attributes)
    {
        byte[] bytes = [.. TcpInfoBytes.Pattern];
        BitConverter.TryWriteBytes(bytes.AsSpan(16), 1448);
        BitConverter.TryWriteBytes(bytes.AsSpan(68), rtt);
        BitConverter.TryWriteBytes(bytes.AsSpan(80), 10);
        return TcpInfoBytes.Read(bytes, attributes: attributes);
    }

    private static byte[] Vegas(bool isEnabled, int rtt) =>
        NetlinkBytes.Attribute(TcpInfoBytes.Vegas, [.. BitConverter.GetBytes(isEnabled ? 1 : 0), .. BitConverter.GetBytes(5), .. BitConverter.GetBytes(rtt), .. BitConverter.GetBytes(9_000)]);
}
