using SockDiag.Tests.Sockets;

namespace SockDiag.Tests.Live.Connections;

/// <summary>A path of 50 ms, 5 % loss and 1 Mbit/s: the bookkeeping tells how it was shaped.</summary>
public class ShapedPathTests(ShapedTransfer transfer) : IClassFixture<ShapedTransfer>
{
    private const double RoundTrip = 2 * ShapedPath.DelayMilliseconds;
    private const double Patience = 10; // so much longer may a busy machine take

    [Fact]
    public void TheSmallestRoundTripIsThePaths() => Assert.InRange(transfer.Sender.MinimumRttMilliseconds!.Value, RoundTrip, RoundTrip * 2);

    /// <summary>What waits in the bottleneck's queue is on its way too.</summary>
    [Fact]
    public void NoRoundTripIsShorterThanThePathAndNoneMuchLongerThanItsQueue()
    {
        Assert.All(transfer.During, row => Assert.InRange(row.RttMilliseconds!.Value, RoundTrip, RoundTrip * Patience));
        Assert.InRange(transfer.During.Max(row => row.RttMilliseconds!.Value), RoundTrip * 1.5, double.MaxValue);
    }

    [Fact]
    public void TheTimeoutIsLongerThanARoundTrip() => Assert.All(transfer.During, row => Assert.InRange(row.RetransmitTimeoutMilliseconds!.Value, row.RttMilliseconds!.Value, 10_000));

    [Fact]
    public void EveryPacketThatWasLostWasSentAgain() => Assert.InRange(transfer.Sender.RetransmitsTotal!.Value, Math.Max(transfer.Path.Lost, 1), transfer.Path.Lost * 3);

    [Fact]
    public void TheShareOfRetransmissionsIsAboutThatOfTheLoss() => Assert.InRange(transfer.Sender.RetransmitPercent!.Value, 100 * ShapedPath.Loss / 2, 100 * ShapedPath.Loss * 4);

    [Fact]
    public void BytesAreCountedToTheLastOne()
    {
        TcpInfo sender = transfer.Sender;
        Assert.Equal(
            (ShapedTransfer.Bytes, ShapedTransfer.Bytes + 1, ShapedTransfer.Bytes, 0, 0), // our SYN counts 1
            (sender.BytesSent - sender.BytesRetransmitted, sender.BytesAcknowledged, transfer.Receiver.BytesReceived, sender.NotSentBytes, transfer.Receiver.BytesSent));
    }

    /// <summary>Headers count for the path, and not for the kernel.</summary>
    [Fact]
    public void DataArrivesAtTheBottlenecksRate()
    {
        double[] rates = [.. transfer.During.Where(row => row.DeliveredSegments > 20).Select(row => row.DeliveryRateBitsPerSecond).OfType<double>().Order()];
        Assert.InRange(rates[rates.Length / 2], ShapedPath.BitsPerSecond / 2, ShapedPath.BitsPerSecond * 1.05);
    }

    [Fact]
    public void LossIsSeenWhileItIsRepaired() => Assert.Contains(transfer.During, row => row is { CongestionState: TcpCongestionState.Recovery or TcpCongestionState.Loss, LostSegments: > 0, RetransmitsInFlight: > 0 });

    [Fact]
    public void WhatCameBehindALossIsAcknowledgedSelectively() => Assert.Contains(transfer.During, row => row is { CongestionState: not TcpCongestionState.Open, SackedSegments: > 0 });

    [Fact]
    public void SegmentsAreOnTheirWayUntilTheyAreAcknowledged()
    {
        Assert.Contains(transfer.During, row => row.UnackedSegments > 0);
        TcpInfo sender = transfer.Sender;
        Assert.Equal((0, 0, 0, 0, TcpCongestionState.Open), (sender.UnackedSegments, sender.LostSegments, sender.SackedSegments, sender.RetransmitsInFlight, sender.CongestionState));
    }

    [Fact]
    public void SlowStartEndsWithTheFirstLoss()
    {
        Assert.Null(transfer.During[0].SlowStartThresholdSegments);
        Assert.InRange(transfer.Sender.SlowStartThresholdSegments!.Value, 2, 100);
    }

    /// <summary>Everything stood in its buffer at once.</summary>
    [Fact]
    public void TheSenderIsBusyAllTheTimeAndItsProgramDoesNotLimitIt()
    {
        const double atLeast = ShapedTransfer.Bytes * 8 / ShapedPath.BitsPerSecond * 1000;
        Assert.InRange(transfer.Sender.BusyMilliseconds!.Value, atLeast, atLeast * Patience);
        Assert.Contains(transfer.During, row => row is { IsApplicationLimited: false, DeliveredSegments: > 20 });
    }

    [Fact]
    public void TheReceiverSawThePacketsBehindALossComeOutOfOrder() => Assert.InRange(transfer.Receiver.OutOfOrderPackets!.Value, 1, ShapedTransfer.Bytes / 1000);

    [Fact]
    public void TheReceiverGuessesTheRoundTrip() => Assert.InRange(transfer.Receiver.ReceiveRttMilliseconds!.Value, RoundTrip, RoundTrip * Patience);

    /// <summary>Of 1500 bytes a header of 20 goes to IP, one of 20 to TCP, and 12 to the timestamps.</summary>
    [Fact]
    public void SegmentsAreAsLongAsThePathTakes()
    {
        TcpInfo sender = transfer.Sender;
        Assert.Equal((1500, 1448, 1448), (sender.PathMtuBytes, sender.SendMssBytes, transfer.Receiver.ReceiveMssBytes));
    }

    [Fact]
    public void BothEndsAreWhatSsSaysOfThem()
    {
        foreach ((OwnNamespace where, TcpInfo end) in (ReadOnlySpan<(OwnNamespace, TcpInfo)>)[(transfer.Path.Near, transfer.Sender), (transfer.Path.Far, transfer.Receiver)])
        {
            where.Enter(() => Poll.UntilEqual(
                () => SsConnection.All().Where(row => row.Cookie == end.Cookie),
                () => ConnectionRows.All(new SocketFilter.Cookie(new HashSet<ulong> { end.Cookie!.Value })).Select(SsConnection.Of)));
        }
    }

    [Fact]
    public void BothEndsAreWhatTheSocketsSayOfThemselves()
    {
        byte[] sender = transfer.SenderInformation, receiver = transfer.ReceiverInformation;
        TcpInfoField[] still = [.. TcpInfoField.All.Where(field => !field.Property.StartsWith("Last"))];
        Assert.Equal(still.Select(field => field.Expected(sender)), still.Select(field => field.Actual(transfer.Sender)));
        Assert.Equal(still.Select(field => field.Expected(receiver)), still.Select(field => field.Actual(transfer.Receiver)));
    }
}
