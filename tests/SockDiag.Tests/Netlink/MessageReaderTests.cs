using SockDiag.Netlink;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Netlink;

public class MessageReaderTests
{
    private const string OneByteThenPadding = "11000000 1400 0200 07000000 e1100000  aa 000000";
    private const string Noop = "10000000 0100 0000 07000000 e1100000";
    private const string FourBytes = "14000000 1200 0200 08000000 e1100000  01020304";

    [Fact]
    public void MessagesAreReadOneBehindTheOtherWithoutTheirPadding()
    {
        Assert.Equal(["20 aa at 16 seq 7", "1  at 36 seq 7", "18 01020304 at 52 seq 8"], Read(OneByteThenPadding + Noop + FourBytes));
    }

    [Fact]
    public void TheLastMessageMayLackItsPadding() => Assert.Equal(["20 aa at 16 seq 7"], Read("11000000 1400 0200 07000000 e1100000 aa"));

    [Fact]
    public void NoBytesAreNoMessages() => Assert.Empty(Read(""));

    [Fact]
    public void ReadingStartsInTheMiddleAndCountsFromTheOrigin()
    {
        var messages = new MessageReader(Hex.Bytes(OneByteThenPadding + FourBytes), start: 20, origin: 1000);

        Assert.True(messages.Read());

        Assert.Equal(1036, messages.PayloadOffset);
        Assert.Equal(40, messages.Position);
        Assert.False(messages.Read());
    }

    [Theory]
    [InlineData("14", 0, "1 bytes are left, a message header has 16")]
    [InlineData("14000000 1400 0200 07000000 e11000", 0, "15 bytes are left, a message header has 16")]
    [InlineData("00000000 1400 0200 07000000 e1100000", 0, "a message says that it has 0 bytes, less than its own header")]
    [InlineData("0f000000 1400 0200 07000000 e1100000", 0, "a message says that it has 15 bytes, less than its own header")]
    [InlineData("11000000 1400 0200 07000000 e1100000", 0, "a message says that it has 17 bytes, 16 are left")]
    [InlineData("ffffffff 1400 0200 07000000 e1100000", 0, "a message says that it has 4294967295 bytes, 16 are left")]
    [InlineData("00000080 1400 0200 07000000 e1100000", 0, "a message says that it has 2147483648 bytes, 16 are left")]
    [InlineData(Noop + "0300", 16, "2 bytes are left, a message header has 16")]
    [InlineData(OneByteThenPadding + "24000000 1400 0200 07000000 e1100000", 20, "a message says that it has 36 bytes, 16 are left")]
    public void WhatIsNoWholeMessageIsMalformed(string bytes, long offset, string problem)
    {
        var error = Assert.Throws<MalformedMessageException>(() => Read(bytes, origin: 100));

        Assert.Equal((100 + offset, problem), (error.Offset, error.Problem));
        Assert.Equal($"Malformed netlink message at byte {100 + offset}: {problem}.", error.Message);
    }

    [Theory]
    [InlineData("00000000", 0)]
    [InlineData("feffffff", 2)]
    [InlineData("ffffffff 10000000", 1)]
    public void AnErrorNumberIsMadePositive(string payload, int errno)
    {
        var messages = new MessageReader(NetlinkBytes.Message(NetlinkBytes.Done, Hex.Bytes(payload)));

        Assert.True(messages.Read());

        Assert.Equal(errno, messages.Errno());
    }

    [Fact]
    public void AnErrorNumberThatIsCutIsMalformed()
    {
        var error = Assert.Throws<MalformedMessageException>(() =>
        {
            var messages = new MessageReader(NetlinkBytes.Message(NetlinkBytes.Done, Hex.Bytes("fe ff")), origin: 40);
            _ = messages.Read() ? messages.Errno() : 0;
        });

        Assert.Equal((56L, "the payload of a message of type 3 has 2 bytes, at least 4 are expected"), (error.Offset, error.Problem));
    }

    private static List<string> Read(string bytes, long origin = 0)
    {
        var read = new List<string>();
        var messages = new MessageReader(Hex.Bytes(bytes), origin: origin);
        while (messages.Read()) read.Add($"{messages.Header.nlmsg_type} {Hex.Text(messages.Payload)} at {messages.PayloadOffset - origin} seq {messages.Header.nlmsg_seq}");
        return read;
    }
}
