using System.Buffers.Binary;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Netlink;

public class RecordingTests
{
    private const string States = "tcp-states.nl";

    // Where the messages of tcp-states.nl start.
    private const int Second = 124, Fourth = 372, Fifth = 496;

    [Fact]
    public void EverySocketOfBothDumpsIsRead() => Assert.Equal(
        """
        Tcp Listen 0.0.0.0:5007 0.0.0.0:0
        Tcp Listen 0.0.0.0:5002 0.0.0.0:0
        Tcp Listen 127.0.0.1:5001 0.0.0.0:0
        Tcp SynSent 10.9.0.1:6090 10.9.0.77:5009
        Tcp CloseWait 127.0.0.1:5002 127.0.0.1:6060
        Tcp Established 127.0.0.1:6010 127.0.0.1:5002
        Tcp FinWait2 127.0.0.1:6050 127.0.0.1:5002
        Tcp FinWait2 127.0.0.1:6060 127.0.0.1:5002
        Tcp TimeWait 127.0.0.1:6070 127.0.0.1:5002
        Tcp Established 127.0.0.1:6100 127.0.0.1:5002
        Tcp Established 127.0.0.1:5002 127.0.0.1:6010
        Tcp CloseWait 127.0.0.1:5002 127.0.0.1:6050
        Tcp Established 127.0.0.1:6001 127.0.0.1:5001
        Tcp Established 127.0.0.1:6002 127.0.0.1:5001
        Tcp Established 127.0.0.1:5001 127.0.0.1:6002
        Tcp Established 127.0.0.1:5001 127.0.0.1:6001
        Tcp Established 127.0.0.1:5002 127.0.0.1:6100
        Tcp Established 127.0.0.1:6030 127.0.0.1:5003
        Tcp Listen [::]:5004 [::]:0
        Tcp Listen [::]:5003 [::]:0
        Tcp Listen 127.0.0.1:5005 [::]:0
        Tcp Listen [fe80::9%3]:5006 [::]:0
        Tcp Established 127.0.0.1:5003 127.0.0.1:6030
        Tcp Established [fe80::9%3]:5006 [fe80::9%3]:6040
        Tcp Established [fe80::9%3]:6040 [fe80::9%3]:5006
        Tcp Established [::1]:5003 [::1]:6020
        Tcp Established [::1]:6020 [::1]:5003
        Tcp TimeWait [::1]:6080 [::1]:5003
        """,
        Lines(RecordedSockets.Read(States)));

    [Fact]
    public void ADumpWithDetailsHasTheSameSockets()
    {
        InetSocket[] sockets = RecordedSockets.Read("tcp-details.nl");

        Assert.Equal(Lines(RecordedSockets.Read(States)), Lines(sockets));
        Assert.Equal(16, sockets.Single(socket => socket.LocalPort == 6100).TypeOfService);
        Assert.All(sockets, socket => Assert.Equal(socket.Timer == SocketTimer.TimeWait, socket.Memory is null));
    }

    [Fact]
    public void AnUnprivilegedDumpHasTheSameSocketsWithoutMarks()
    {
        InetSocket[] sockets = RecordedSockets.Read("tcp-unprivileged.nl");

        Assert.Equal(Lines(RecordedSockets.Read(States)), Lines(sockets));
        Assert.All(sockets, socket => Assert.Null(socket.Mark));
        Assert.Equal(0x1234, RecordedSockets.Read(States).Single(socket => socket.LocalPort == 6010).Mark);
    }

    [Fact]
    public void AnAnswerToTheOlderRequestHasBothAddressFamiliesAndWhatIsOnlyBound()
    {
        InetSocket[] sockets = RecordedSockets.Read("older-request-tcp.nl");

        Assert.Equal(
            ["Tcp BoundInactive 127.0.0.1:6110 0.0.0.0:0", "Tcp BoundInactive [::]:6120 [::]:0"],
            sockets.Where(socket => socket.State == SocketState.BoundInactive).Select(socket => socket.ToString()));
        Assert.Equal(
            RecordedSockets.Read(States).Select(socket => socket.ToString()).Order(),
            sockets.Where(socket => socket.State != SocketState.BoundInactive).Select(socket => socket.ToString()).Order());
    }

    [Fact]
    public void UdpIsReadAsUdpWhereTheCallerSaysSo()
    {
        InetSocket[] sockets = RecordedSockets.Read("older-request-udp.nl", SocketProtocol.Udp);

        Assert.All(sockets, socket => Assert.IsType<UdpSocket>(socket));
        Assert.Equal(
            """
            Udp Unconnected 127.0.0.1:7001 0.0.0.0:0
            Udp Established 127.0.0.1:7002 127.0.0.1:7001
            Udp Unconnected [::]:7003 [::]:0
            Udp Established [::1]:7004 [::1]:7003
            """,
            Lines(sockets));
        Assert.Equal([832, 0, 0, 0], sockets.Select(socket => socket.ReceiveQueue));
        Assert.Equal([null, null, 0, 0x20], sockets.Select(socket => socket.TrafficClass));
    }

    [Fact]
    public void AStreamMayBringASingleByteAtATime()
    {
        InetSocket[] sockets = [.. SocketTable.ReadRecording(new Dribble(RecordedSockets.Bytes(States))).Cast<InetSocket>()];

        Assert.Equal(Lines(RecordedSockets.Read(States)), Lines(sockets));
    }

    [Fact]
    public void TheStreamIsNotClosed()
    {
        var stream = new MemoryStream(RecordedSockets.Bytes(States));

        Assert.Equal(28, SocketTable.ReadRecording(stream).Count());

        Assert.True(stream.CanRead);
    }

    [Fact]
    public void SocketsComeWhileTheRestIsNotYetThere()
    {
        var stream = new Dribble(RecordedSockets.Bytes(States));

        _ = SocketTable.ReadRecording(stream).First();

        Assert.Equal(Second, stream.Position);
    }

    [Fact]
    public void ARecordingNeedsNoDone() => Assert.Equal(4, RecordedSockets.Read(RecordedSockets.Bytes(States)[..Fifth]).Length);

    [Fact]
    public void ARecordingOfNothingHasNoSockets()
    {
        Assert.Empty(RecordedSockets.Read(Array.Empty<byte>()));
        Assert.Empty(RecordedSockets.Read(NetlinkBytes.DoneMessage()));
    }

    [Fact]
    public void TheKernelsOwnMessagesAndUnknownOnesAreSkipped() => Assert.Equal(
        [1, 2],
        RecordedSockets.Read([
            .. NetlinkBytes.Message(NetlinkBytes.Noop, []),
            .. new InetAnswer { LocalPort = 1 }.Message(),
            .. NetlinkBytes.ErrorMessage(0),
            .. NetlinkBytes.Message(99, [1, 2, 3]),
            .. NetlinkBytes.DoneMessage(),
            .. new InetAnswer { LocalPort = 2 }.Message(NetlinkBytes.OlderAnswer),
        ]).Select(socket => socket.LocalPort));

    [Fact]
    public void AMessageMayBeLongerThanTheBuffer()
    {
        byte[] block = NetlinkBytes.Attribute(200, new byte[60_000]);
        byte[] longRecord = new InetAnswer { LocalPort = 2, Attributes = [.. block, .. block, .. block, .. block] }.Message();

        int[] ports = [.. RecordedSockets.Read([.. new InetAnswer { LocalPort = 1 }.Message(), .. longRecord, .. new InetAnswer { LocalPort = 3 }.Message()]).Select(socket => socket.LocalPort)];

        Assert.Equal([1, 2, 3], ports);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheLastMessageMayLackPadding(int missing)
    {
        byte[] record = new InetAnswer { LocalPort = 5, Attributes = [5, 0, 8, 0, 1] }.Message(); // 93 bytes, and 3 of padding

        Assert.Equal(SocketShutdown.Receive, Assert.Single(RecordedSockets.Read(record[..^missing])).Shutdown);
    }

    [Fact]
    public void ARecordedRefusalComesBehindTheSocketsBeforeIt()
    {
        var (sockets, error) = RecordedSockets.ReadToError<KernelRefusedException>([.. new InetAnswer { LocalPort = 7 }.Message(), .. NetlinkBytes.DoneMessage(errno: 2)], SocketProtocol.Udp);

        Assert.Equal(7, Assert.IsAssignableFrom<InetSocket>(Assert.Single(sockets)).LocalPort);
        Assert.Equal((2, SocketProtocol.Udp, true), (error.Errno, error.Protocol, error.IsProtocolMissing));
    }

    [Fact]
    public void ACutRecordingIsAnErrorWhereTheCutMessageStarts()
    {
        byte[] whole = RecordedSockets.Bytes(States);
        int[] starts = [.. MessageStarts(whole)];
        for (int length = 1; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            int messages = starts.Count(start => start < length);
            if (starts.Contains(length))
            {
                Assert.Equal(messages - CountDone(messages), RecordedSockets.Read(cut).Length);
                continue;
            }
            var (sockets, error) = RecordedSockets.ReadToError<MalformedMessageException>(cut);
            Assert.Equal((starts[messages - 1], messages - 1 - CountDone(messages - 1)), (error.Offset, sockets.Count));
        }

        static int CountDone(int messages) => messages > 18 ? 1 : 0; // the IPv4 dump ends with one
    }

    [Theory]
    [InlineData(500, 496, "the recording ends inside a message's header, 4 bytes are left")]
    [InlineData(600, 496, "the recording ends inside a message, 104 of 124 bytes are left")]
    public void ACutRecordingSaysHowMuchIsLeft(int length, long offset, string problem)
    {
        var (sockets, error) = RecordedSockets.ReadToError<MalformedMessageException>(RecordedSockets.Bytes(States)[..length]);

        Assert.Equal((4, offset, problem), (sockets.Count, error.Offset, error.Problem));
    }

    [Theory]
    [InlineData(Fourth, "08000000", 3, Fourth, "a message says that it has 8 bytes")]
    [InlineData(Fourth, "ffffffff", 3, Fourth, "a message says that it has 4294967295 bytes")]
    [InlineData(Fourth, "00010001", 3, Fourth, "a message says that it has 16777472 bytes")]
    [InlineData(Fourth, "00f00000", 3, Fourth, "the recording ends inside a message, 3088 of 61440 bytes are left")]
    [InlineData(Fourth, "14000000", 3, Fourth + 16, "a record has 4 bytes, at least 72 are expected")]
    [InlineData(Fourth + 16, "03", 3, Fourth + 16, "a record is of address family 3, 2 or 10 is expected")]
    [InlineData(Fourth + 17, "00", 3, Fourth + 17, "a record is in state 0, 1 to 13 is expected")]
    [InlineData(Fourth + 17, "0e", 3, Fourth + 17, "a record is in state 14, 1 to 13 is expected")]
    [InlineData(Fourth + 88, "0300", 3, Fourth + 88, "attribute 8 says that it has 3 bytes, 36 are left")]
    [InlineData(Fourth + 88, "ffff", 3, Fourth + 88, "attribute 8 says that it has 65535 bytes, 36 are left")]
    [InlineData(Fourth + 88, "0400", 3, Fourth + 88, "the value of attribute 8 has 0 bytes, 1 are expected")]
    [InlineData(Fourth + 96, "0600", 3, Fourth + 96, "the value of attribute 15 has 2 bytes, 4 are expected")]
    public void DamageInTheMiddleIsToldWhereItIsBehindTheSocketsBeforeIt(int at, string bytes, int socketsBefore, long offset, string problem)
    {
        byte[] damaged = RecordedSockets.Bytes(States);
        Hex.Bytes(bytes).CopyTo(damaged, at);

        var (sockets, error) = RecordedSockets.ReadToError<MalformedMessageException>(damaged);

        Assert.Equal((socketsBefore, offset, problem), (sockets.Count, error.Offset, error.Problem));
    }

    [Fact]
    public void OffsetsCountFromTheStartOfALongRecording()
    {
        byte[] record = new InetAnswer().Message();
        byte[] damaged = [.. Enumerable.Repeat(record, 3000).SelectMany(bytes => bytes), .. record];
        damaged[^72] = 99; // the last record's address family

        var (sockets, error) = RecordedSockets.ReadToError<MalformedMessageException>(damaged);

        Assert.Equal((3000, 3000 * 88 + 16), (sockets.Count, error.Offset));
    }

    private static string Lines(IEnumerable<InetSocket> sockets) => string.Join('\n', sockets);

    private static IEnumerable<int> MessageStarts(byte[] recording)
    {
        for (int start = 0; start < recording.Length; start += (BinaryPrimitives.ReadInt32LittleEndian(recording.AsSpan(start)) + 3) & ~3) yield return start;
    }

    /// <summary>A stream that brings one byte a read, as a slow pipe may.</summary>
    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }
}
