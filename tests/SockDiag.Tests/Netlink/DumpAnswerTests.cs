using SockDiag.Netlink;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Netlink;

public class DumpAnswerTests
{
    private readonly DumpAnswer _answer = new(sequence: 7, new Question(SocketProtocol.Tcp));

    private static byte[] Record => NetlinkBytes.Message(NetlinkBytes.Answer, new byte[72], sequence: 7);

    [Fact]
    public void RecordsAreHandedOverWholeAndDoneEndsTheAnswer()
    {
        Assert.Equal(176, Accept(Record, Record));
        Assert.False(_answer.IsComplete);

        Assert.Equal(0, Accept(NetlinkBytes.DoneMessage(sequence: 7)));
        Assert.True(_answer.IsComplete);
        Assert.Equal(DumpGap.None, _answer.Gap);
    }

    [Fact]
    public void RecordsInTheSameDatagramAsDoneAreHandedOver()
    {
        Assert.Equal(88, Accept(Record, NetlinkBytes.DoneMessage(sequence: 7)));
        Assert.True(_answer.IsComplete);
    }

    [Fact]
    public void NoopAndAnAcknowledgementEndNothing()
    {
        byte[] noop = NetlinkBytes.Message(NetlinkBytes.Noop, [], sequence: 7), acknowledgement = NetlinkBytes.ErrorMessage(0, sequence: 7);

        Assert.Equal(16 + 36 + 88, Accept(noop, acknowledgement, Record));
        Assert.False(_answer.IsComplete);
    }

    [Fact]
    public void MessagesOfAnotherSequenceAreNotOurs()
    {
        Assert.Equal(0, Accept(NetlinkBytes.Message(NetlinkBytes.Answer, new byte[72], sequence: 6)));
        Assert.Equal(0, Accept(NetlinkBytes.DoneMessage(sequence: 6)));
        Assert.Equal(0, Accept(NetlinkBytes.ErrorMessage(1, sequence: 8)));
        Assert.Equal(88, Accept(Record, NetlinkBytes.DoneMessage(2, sequence: 8)));
        Assert.False(_answer.IsComplete);
    }

    [Fact]
    public void DoneThatCarriesEnoentMeansThatTheProtocolIsMissing()
    {
        var error = Assert.Throws<KernelRefusedException>(() => Accept(NetlinkBytes.DoneMessage(errno: 2, sequence: 7)));

        Assert.True(error.IsProtocolMissing);
        Assert.Equal((2, SocketProtocol.Tcp, "list Tcp sockets"), (error.Errno, error.Protocol, error.Operation));
        Assert.Equal("The kernel refused to list Tcp sockets: No such file or directory (errno 2).", error.Message);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(13, true)]
    [InlineData(22, false)]
    public void AnErrorIsTheKernelsRefusal(int errno, bool isPermissionDenied)
    {
        var error = Assert.Throws<KernelRefusedException>(() => Accept(NetlinkBytes.ErrorMessage(errno, sequence: 7)));

        Assert.Equal((errno, isPermissionDenied), (error.Errno, error.IsPermissionDenied));
    }

    [Fact]
    public void TheInterruptedFlagIsAGap()
    {
        Accept(NetlinkBytes.Message(NetlinkBytes.Answer, new byte[72], sequence: 7, flags: 0x12));

        Assert.Equal(DumpGap.Interrupted, _answer.Gap);
    }

    [Fact]
    public void TheInterruptedFlagOnDoneIsAGap()
    {
        Accept(NetlinkBytes.Message(NetlinkBytes.Done, new byte[4], sequence: 7, flags: 0x12));

        Assert.Equal(DumpGap.Interrupted, _answer.Gap);
        Assert.True(_answer.IsComplete);
    }

    [Fact]
    public void OfATruncatedDatagramTheWholeMessagesAreKept()
    {
        byte[] cut = [.. Record, .. Record[..50]];

        Assert.Equal(88, _answer.Accept(cut, isTruncated: true));
        Assert.Equal(DumpGap.Truncated, _answer.Gap);
    }

    [Fact]
    public void OfATruncatedDatagramAHeaderMayBeCut()
    {
        byte[] cut = [.. Record, .. Record[..5]];

        Assert.Equal(88, _answer.Accept(cut, isTruncated: true));
    }

    [Fact]
    public void GapsAddUp()
    {
        _answer.Lost();
        _answer.Accept(Record, isTruncated: true);

        Assert.Equal(DumpGap.Overflow | DumpGap.Truncated, _answer.Gap);
    }

    [Fact]
    public void ADatagramThatEndsInsideAMessageIsMalformed()
    {
        var error = Assert.Throws<MalformedMessageException>(() => Accept(Record, Record[..50]));

        Assert.Equal((88L, "a message says that it has 88 bytes, 50 are left"), (error.Offset, error.Problem));
    }

    [Fact]
    public void DoneWithoutItsNumberIsMalformed()
    {
        var error = Assert.Throws<MalformedMessageException>(() => Accept(NetlinkBytes.Message(NetlinkBytes.Done, [], sequence: 7)));

        Assert.Equal(16, error.Offset);
    }

    [Fact]
    public void WhatCameBeforeDamageIsGood()
    {
        Assert.Equal(88, _answer.Accept([.. Record, .. Record[..50]], isTruncated: false));
        Assert.Equal(0, _answer.Accept(Record, isTruncated: false)); // nothing is told apart behind damage
        Assert.IsType<MalformedMessageException>(_answer.Failure);
    }

    /// <summary>The bytes to parse, or the failure thrown.</summary>
    private int Accept(params byte[][] messages)
    {
        int length = _answer.Accept(messages.SelectMany(message => message).ToArray(), isTruncated: false);
        return _answer.Failure is null ? length : throw _answer.Failure;
    }
}
