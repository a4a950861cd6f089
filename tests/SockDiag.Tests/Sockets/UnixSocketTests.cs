using CsCheck;
using SockDiag.Families.Unix;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

public class UnixSocketTests
{
    private static readonly UnixSocket[] _recorded = RecordedSockets.ReadUnix(RecordedSockets.Bytes("unix.nl"));

    public static TheoryData<byte[], string> Names { get; } = new()
    {
        { [.. "/run/docker.sock\0"u8], "/run/docker.sock" },
        { [.. "/run/without its 0"u8], "/run/without its 0" },
        { [.. "relative\0"u8], "relative" },
        { [0, .. "/tmp/.X11-unix/X0"u8], "@/tmp/.X11-unix/X0" },
        { [0, .. "ends with 0\0"u8], @"@ends with 0\x00" },
        { [0, 0, .. "x"u8], @"@\x00x" },
        { [0], "@" },
        { [.. "@file\0"u8], @"\x40file" },
        { [0, .. "@"u8], "@@" },
        { [.. "/a@b\0"u8], "/a@b" },
        { [.. "/tmp/\e[31m\n\t\u007f\0"u8], @"/tmp/\x1b[31m\x0a\x09\x7f" },
        { [.. @"/run/a\x2db\"u8, 0], @"/run/a\x2db\" },
        { [.. @"/run/a\x1bb"u8, 0], @"/run/a\x5cx1bb" },
        { [.. @"\x40file"u8, 0], @"\x5cx40file" },
        { [0, .. @"\x40"u8], @"@\x40" },
        { [.. @"/\x40"u8, 0], @"/\x40" },
        { [.. "/ä/日本/😀\0"u8], "/ä/日本/😀" },
        { [.. "/"u8, 0xff, 0xc3, 0x28, 0], @"/\xff\xc3(" },
        { [.. "/\u0085\u009b\0"u8], @"/\xc2\x85\xc2\x9b" },
        { [.. "/\u202egpj\u200b\u2028\0"u8], @"/\xe2\x80\xaegpj\xe2\x80\x8b\xe2\x80\xa8" },
    };

    [Fact]
    public void AListenerWithAClientInItsQueue() => Assert.Equal(
        """
        Protocol: Unix
        State: Listen
        SocketType: Stream
        Path: server
        PeerPath: -
        PeerInode: -
        ReceiveQueue: -
        SendQueue: -
        AcceptQueue: 1
        AcceptQueueLimit: 2
        PendingClients: 38508798
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        UserId: 0
        UserName: -
        Inode: 38508795
        Cookie: 12045448
        IsAbstract: False
        PathBytes: 736572766572
        FileDevice: 254:0
        FileInode: 11722880
        Shutdown: None
        Memory: 0 212992 0 212992 0 0 0 0 0
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(_recorded.Single(socket => socket is { State: SocketState.Listen, SocketType: SocketType.Stream })));

    [Fact]
    public void BothEndsOfAConnectionKnowEachOther()
    {
        UnixSocket server = _recorded.Single(socket => socket is { State: SocketState.Established, Path: "server" });
        UnixSocket client = _recorded.Single(socket => socket.Inode == server.PeerInode);

        Assert.Equal((7, client.Inode, null), (server.ReceiveQueue, server.PeerInode, server.PeerPath));
        Assert.Equal((server.Inode, "server", null), (client.PeerInode, client.PeerPath, client.Path));
    }

    [Fact]
    public void AClientInTheQueueHasThePathOfItsListener()
    {
        UnixSocket listener = _recorded.Single(socket => socket is { State: SocketState.Listen, Path: "server" });
        UnixSocket client = _recorded.Single(socket => socket.Inode == listener.PendingClients![0]);

        Assert.Equal((null, "server"), (client.PeerInode, client.PeerPath));
    }

    [Fact]
    public void ADatagramSocketCountsTheBytesOfItsNextMessage()
    {
        UnixSocket receiver = _recorded.Single(socket => socket is { SocketType: SocketType.Datagram, ReceiveQueue: > 0 });

        Assert.Equal((20, @"\x40log\x0a\xff", false), (receiver.ReceiveQueue, receiver.Path, receiver.IsAbstract));
    }

    [Fact]
    public void AnAbstractNameHasNoFile()
    {
        UnixSocket listener = _recorded.Single(socket => socket.SocketType == SocketType.SeqPacket);

        Assert.Equal((@"@a\x00\x1b\", true, "006100" + "1b5c", null, null), (listener.Path, listener.IsAbstract, $"{listener.PathBytes}", listener.FileDevice, listener.FileInode));
    }

    [Fact]
    public void AQueueOfNobodyIsEmptyAndNotUnknown() => Assert.Empty(_recorded.Single(socket => socket.SocketType == SocketType.SeqPacket).PendingClients!);

    [Fact]
    public void DirectionsThatWereShutDownAreToldOfBothEnds() => Assert.Equal(
        [SocketShutdown.Receive, SocketShutdown.Send, SocketShutdown.Receive | SocketShutdown.Send],
        _recorded.Select(socket => socket.Shutdown!.Value).Where(shutdown => shutdown != SocketShutdown.None).Order());

    [Theory, MemberData(nameof(Names))]
    public void ANameIsWrittenSo(byte[] told, string text) => Assert.Equal(text, Named(told).Path);

    [Theory, MemberData(nameof(Names))]
    public void ItsBytesAreWhatTheProgramGave(byte[] told, string text)
    {
        bool isPath = told[0] != 0;
        Assert.Equal(isPath && told[^1] == 0 ? told[..^1] : told, Named(told).PathBytes!);
        Assert.Equal(!isPath, Named(told).IsAbstract);
        Assert.NotNull(text);
    }

    [Fact]
    public void WhatIsBoundToNothingHasNoPath()
    {
        UnixSocket socket = Assert.Single(RecordedSockets.ReadUnix(new UnixAnswer().Message()));

        Assert.Equal((null, false, null), (socket.Path, socket.IsAbstract, socket.PathBytes));
        Assert.Null(Named([]).Path);
        Assert.Null(Named([]).PathBytes);
    }

    /// <summary>From its text a name can be read back, so no two names have the same.</summary>
    [Fact]
    public void NoTwoNamesReadAlike() => Gen.Byte.Array[1, 30].Where(name => name[0] == 0 || !name.Contains((byte)0)).Sample(name => Assert.Equal(name, Read(new UnixName(name).Text)), iter: 20_000);

    [Fact]
    public void NoTextDrivesATerminal() => Gen.OneOf(Gen.Byte.Array[1, 30], Gen.Char.Array[1, 10].Select(characters => System.Text.Encoding.UTF8.GetBytes(characters)))
        .Sample(name => Assert.DoesNotContain(new UnixName(name).Text, char.IsControl), iter: 20_000);

    [Fact]
    public void WhatTheKernelDidNotSayIsNull() => Assert.Equal(
        """
        Protocol: Unix
        State: Established
        SocketType: Stream
        Path: -
        PeerPath: -
        PeerInode: -
        ReceiveQueue: -
        SendQueue: -
        AcceptQueue: -
        AcceptQueueLimit: -
        PendingClients: -
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        UserId: -
        UserName: -
        Inode: -
        Cookie: -
        IsAbstract: False
        PathBytes: -
        FileDevice: -
        FileInode: -
        Shutdown: -
        Memory: -
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(Assert.Single(RecordedSockets.ReadUnix(new UnixAnswer { Inode = 0, Cookie = ulong.MaxValue }.Message()))));

    [Fact]
    public void AListenerOfWhichNothingIsToldHasNoQueue()
    {
        UnixSocket socket = Assert.Single(RecordedSockets.ReadUnix(new UnixAnswer { State = 10 }.Message()));

        Assert.Equal((null, null, null), (socket.AcceptQueue, socket.AcceptQueueLimit, socket.PendingClients));
    }

    /// <summary>The clients of a long queue are not told beside everything else.</summary>
    [Fact]
    public void AQueueOfWhichTheClientsAreNotToldIsNull()
    {
        UnixSocket socket = Assert.Single(RecordedSockets.ReadUnix(new UnixAnswer { State = 10, Attributes = NetlinkBytes.Attribute(4, 9, 0, 0, 0, 8, 0, 0, 0) }.Message()));

        Assert.Equal((9, 8, null), (socket.AcceptQueue, socket.AcceptQueueLimit, socket.PendingClients));
    }

    [Fact]
    public void ADeviceIsTwoNumbers()
    {
        UnixSocket socket = Assert.Single(RecordedSockets.ReadUnix(new UnixAnswer { Attributes = NetlinkBytes.Attribute(1, [0xff, 0xff, 0xff, 0xff, 0x02, 0x00, 0x30, 0x12]) }.Message()));

        Assert.Equal(("291:2", 4294967295), (socket.FileDevice, socket.FileInode));
    }

    [Fact]
    public void SocketsOfTheSameNameShareOneText()
    {
        byte[] name = NetlinkBytes.Attribute(0, "/run/server\0"u8);
        UnixSocket[] sockets = RecordedSockets.ReadUnix([.. new UnixAnswer { Inode = 1, Attributes = name }.Message(), .. new UnixAnswer { Inode = 2, Attributes = name }.Message()]);

        Assert.Same(sockets[0].Path, sockets[1].Path);
    }

    [Theory]
    [InlineData(1, 7)]  // file: inode and device
    [InlineData(2, 3)]  // peer
    [InlineData(4, 7)]  // queues
    [InlineData(6, 0)]  // shutdown
    [InlineData(7, 3)]  // user
    public void AnAttributeThatIsTooShortIsDamage(ushort type, int length)
    {
        var (sockets, error) = RecordedSockets.ReadToError<MalformedMessageException>(new UnixAnswer { Attributes = NetlinkBytes.Attribute(type, new byte[length]) }.Message(), SocketProtocol.Unix);

        Assert.Empty(sockets);
        Assert.Equal(32, error.Offset);
    }

    /// <summary>Kernels make attributes longer; fewer values of memory came from older ones.</summary>
    [Fact]
    public void LongerAttributesAndShorterListsAreRead()
    {
        UnixSocket socket = Assert.Single(RecordedSockets.ReadUnix(new UnixAnswer
        {
            Attributes = [.. NetlinkBytes.Attribute(2, 9, 0, 0, 0, 1, 1, 1, 1), .. NetlinkBytes.Attribute(5, new byte[28]), .. NetlinkBytes.Attribute(99, 1, 2, 3), .. NetlinkBytes.Attribute(3, 7, 0, 0, 0, 1)],
        }.Message()));

        Assert.Equal((9, null, 0), (socket.PeerInode, socket.Memory!.Backlog, socket.Memory.OptionMemory));
    }

    [Theory]
    [InlineData(2, 1, 16, "address family 2")]
    [InlineData(1, 0, 18, "state 0")]
    [InlineData(1, 14, 18, "state 14")]
    public void ARecordThatCannotBeIsDamage(byte family, byte state, int offset, string problem)
    {
        var (_, error) = RecordedSockets.ReadToError<MalformedMessageException>(new UnixAnswer { Family = family, State = state }.Message(), SocketProtocol.Unix);

        Assert.Equal(offset, error.Offset);
        Assert.Contains(problem, error.Problem);
    }

    [Fact]
    public void ARecordThatIsTooShortIsDamage() =>
        Assert.Contains("15 bytes", RecordedSockets.ReadToError<MalformedMessageException>(NetlinkBytes.Message(NetlinkBytes.Answer, new UnixAnswer().Payload().AsSpan(0, 15)), SocketProtocol.Unix).Error.Problem);

    private static UnixSocket Named(byte[] told) => Assert.Single(RecordedSockets.ReadUnix(new UnixAnswer { Attributes = NetlinkBytes.Attribute(0, told) }.Message()));

    /// <summary>The name that a text is of, as the help says.</summary>
    private static byte[] Read(string text) => text switch
    {
        ['@', ..] => [0, .. EscapedText.BytesOf(text[1..])],
        [.., _] when text.StartsWith(@"\x40", StringComparison.Ordinal) => [(byte)'@', .. EscapedText.BytesOf(text[4..])],
        _ => EscapedText.BytesOf(text),
    };
}
