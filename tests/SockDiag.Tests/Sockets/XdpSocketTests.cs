using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>What each property of an XDP socket says of what Linux 6.12 answered.</summary>
public class XdpSocketTests
{
    private const int Header = 16, Record = 16; // of a message, and of what comes before its attributes

    private static readonly XdpSocket[] _recorded = RecordedSockets.Read<XdpSocket>(SocketProtocol.Xdp, RecordedSockets.Bytes("xdp.nl"));

    // The last one of the recording, which has every attribute, and where their values lie in its payload.
    private static readonly byte[] _whole = RecordedSockets.Bytes("xdp.nl")[0x220..0x2fc];
    private const int Information = 20, Umem = 56, Statistics = 156;

    [Fact]
    public void OneWithEverything() => Assert.Equal(
        """
        Protocol: Xdp
        State: Unconnected
        Interface: 3
        InterfaceIndex: 3
        QueueId: 0
        ReceiveQueue: -
        SendQueue: -
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        UserId: 0
        UserName: -
        Inode: 358
        Cookie: 4
        ReceiveRingEntries: 16
        TransmitRingEntries: 8
        FillRingEntries: 64
        CompletionRingEntries: 32
        UmemBytes: 262144
        UmemId: 1
        UmemPages: 64
        UmemChunkBytes: 4096
        UmemHeadroomBytes: 128
        UmemInterface: 3
        UmemQueueId: 0
        IsZeroCopy: False
        UmemReferences: 2
        ReceiveDropped: 0
        ReceiveInvalid: 0
        ReceiveRingFull: 0
        FillRingEmpty: 0
        TransmitInvalid: 0
        TransmitRingEmpty: 0
        Memory: 0 212992 0 212992 0 0 0 0 0
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(_recorded[3]));

    [Fact]
    public void EveryRowIsThere() => Assert.Equal(
        [
            "Xdp Unconnected * 1 366 0",
            "Xdp Unconnected * 2 364 0",
            "Xdp Unconnected 3:q0 3 361 65534",
            "Xdp Unconnected 3:q0 4 358 0",
        ],
        _recorded.Select(row => $"{row} {row.Cookie} {row.Inode} {row.UserId}"));

    [Fact]
    public void OneThatOnlySendsHasNoRingToReceive() =>
        Assert.Equal((null, 4L, 1L), (_recorded[2].ReceiveRingEntries, _recorded[2].TransmitRingEntries, _recorded[2].TransmitInvalid));

    [Fact]
    public void SocketsThatShareAUmemSayTheSameOfIt() =>
        Assert.Equal(Umems(_recorded[3]), Umems(_recorded[2]));

    [Fact]
    public void OneThatIsBoundToNothingHasNoQueueAndItsUmemNeither() => Assert.Equal(
        "- - - 4096 2 1 2048 0 - - False 1 - -",
        string.Join(' ', new object?[] { _recorded[1].Interface, _recorded[1].InterfaceIndex, _recorded[1].QueueId, Umems(_recorded[1]), _recorded[1].FillRingEntries, _recorded[1].CompletionRingEntries }.Select(each => each ?? "-")));

    [Fact]
    public void OneThatHasNothingHasNoUmem() => Assert.Equal("- - - - - - - - -", Umems(_recorded[0]));

    [Fact]
    public void EveryCountHasItsPlace()
    {
        byte[] counts = [.. Enumerable.Range(1, 6).SelectMany(count => BitConverter.GetBytes((ulong)count << 32))];
        Assert.Equal([1, 2, 3, 4, 5, 6], Changed(Statistics, counts, row =>
            new[] { row.ReceiveDropped, row.ReceiveInvalid, row.ReceiveRingFull, row.FillRingEmpty, row.TransmitInvalid, row.TransmitRingEmpty }.Select(count => count >> 32)));
    }

    [Fact]
    public void EveryFieldOfUmemHasItsPlace()
    {
        byte[] fields = [.. BitConverter.GetBytes(1UL << 40), .. Enumerable.Range(1, 8).SelectMany(BitConverter.GetBytes)];
        Assert.Equal("1099511627776 1 2 3 4 5 6 True 8", Changed(Umem, fields, Umems));
    }

    [Fact]
    public void AQueueIsOneOfMany() => Assert.Equal(("7", 7, 4294967295L, "Xdp Unconnected 7:q4294967295"), Changed(Information, [7, 0, 0, 0, 255, 255, 255, 255], row => (row.Interface, row.InterfaceIndex, row.QueueId, row.ToString())));

    /// <summary>Before Linux 5.9 there were no counts.</summary>
    [Fact]
    public void WhatTheKernelDidNotSayIsNull()
    {
        byte[] older = NetlinkBytes.Message(NetlinkBytes.Answer, _whole.AsSpan(Header, Record));
        XdpSocket row = Assert.Single(RecordedSockets.Read<XdpSocket>(SocketProtocol.Xdp, older));
        Assert.Equal(
            "- - - - - - - -",
            string.Join(' ', new object?[] { row.Interface, row.QueueId, row.UserId, row.Memory, row.ReceiveDropped, row.FillRingEmpty, row.TransmitRingEmpty, row.ReceiveRingEntries }.Select(each => each ?? "-")));
    }

    /// <summary>A socket that is opened between two pieces of an answer moves the others.</summary>
    [Fact]
    public void OneThatComesTwiceIsOne() => Assert.Single(RecordedSockets.Read<XdpSocket>(SocketProtocol.Xdp, _whole, _whole));

    [Fact]
    public void AnotherFamilyIsAnError() =>
        Assert.Contains("address family 2", Assert.Throws<MalformedMessageException>(() => Changed(0, [2], row => row.State)).Problem);

    [Fact]
    public void ARecordThatIsTooShortIsAnError()
    {
        byte[] shortened = NetlinkBytes.Message(NetlinkBytes.Answer, _whole.AsSpan(Header, 12));
        Assert.Contains("12 bytes, at least 16", Assert.Throws<MalformedMessageException>(() => RecordedSockets.Read<XdpSocket>(SocketProtocol.Xdp, shortened)).Problem);
    }

    private static string Umems(XdpSocket row) => string.Join(' ', new object?[]
    {
        row.UmemBytes, row.UmemId, row.UmemPages, row.UmemChunkBytes, row.UmemHeadroomBytes, row.UmemInterface, row.UmemQueueId, row.IsZeroCopy, row.UmemReferences,
    }.Select(each => each ?? "-"));

    private static T Changed<T>(int offset, byte[] value, Func<XdpSocket, T> say)
    {
        byte[] message = [.. _whole];
        value.CopyTo(message, Header + offset);
        return say(Assert.Single(RecordedSockets.Read<XdpSocket>(SocketProtocol.Xdp, message)));
    }
}
