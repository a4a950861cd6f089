using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>What is told of one Unix socket, against what the socket says of itself.</summary>
public class UnixFieldTests
{
    public static TheoryData<byte[], string> Names { get; } = new()
    {
        { [.. "plain"u8], "plain" },
        { [.. "line\nESC\e[31m"u8], @"line\x0aESC\x1b[31m" },
        { [.. "no UTF-8 "u8, 0xff, 0xfe], @"no UTF-8 \xff\xfe" },
        { [.. @"back\slash"u8], @"back\slash" },
        { [.. "日本 😀"u8], "日本 😀" },
        { [.. "@"u8], "@" },
    };

    [Theory, MemberData(nameof(Names))]
    public void APathIsToldAsItIs(byte[] name, string text)
    {
        using var folder = new TemporaryFolder();
        byte[] path = folder.BytesOf(name);
        using NativeSocket socket = NativeSocket.Unix().BindToName(path);
        UnixSocket row = UnixRows.Of(socket);
        Assert.Equal((folder.PathOf(text), false), (row.Path, row.IsAbstract));
        Assert.Equal(path[..^1], row.PathBytes!);
    }

    [Fact]
    public void AnAbstractNameMayHaveAnyByte()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        foreach (byte[] part in all.Chunk(32))
        {
            byte[] name = [.. UnixRows.NewName(), .. part];
            using NativeSocket socket = NativeSocket.Unix().BindToName(name);
            UnixSocket row = UnixRows.Of(socket);
            Assert.True(row.IsAbstract);
            Assert.StartsWith("@SockDiag.Tests.", row.Path);
            Assert.Equal(name, row.PathBytes!);
        }
    }

    /// <summary>A socket that is bound to an address without a name is given five digits.</summary>
    [Fact]
    public void ANameThatTheKernelChoosesIsAbstract()
    {
        using NativeSocket socket = NativeSocket.Unix().BindToName([]);
        UnixSocket row = UnixRows.Of(socket);
        Assert.Matches("^@[0-9a-f]{5}$", row.Path);
        Assert.True(row.IsAbstract);
    }

    [Fact]
    public void WhatIsNotBoundHasNoPathAndNoFile()
    {
        using NativeSocket socket = NativeSocket.Unix();
        UnixSocket row = UnixRows.Of(socket);
        Assert.Equal((SocketState.Unconnected, null, null, null, null), (row.State, row.Path, row.PathBytes, row.FileDevice, row.FileInode));
    }

    [Theory, InlineData(SocketType.Stream), InlineData(SocketType.Datagram), InlineData(SocketType.SeqPacket)]
    public void TheTypeIsThatOfTheCall(SocketType type)
    {
        using NativeSocket socket = NativeSocket.Unix(type);
        Assert.Equal(type, UnixRows.Of(socket).SocketType);
    }

    [Fact]
    public unsafe void TheFileIsThatOfThePathAlsoWhenItIsGone()
    {
        using var folder = new TemporaryFolder();
        using NativeSocket socket = NativeSocket.Unix().BindToName(folder.BytesOf("server"u8));
        stat file;
        fixed (byte* path = folder.BytesOf("server"u8)) Errors.Check(stat(path, &file), "stat");
        ulong device = (ulong)file.st_dev;
        (string, long) expected = ($"{(device >> 8 & 0xfff) | (device >> 32 & ~0xffful)}:{(device & 0xff) | (device >> 12 & ~0xfful)}", (long)(ulong)file.st_ino);
        Assert.Equal(expected, (UnixRows.Of(socket).FileDevice, UnixRows.Of(socket).FileInode!.Value));
        File.Delete(folder.PathOf("server"));
        Assert.Equal(expected, (UnixRows.Of(socket).FileDevice, UnixRows.Of(socket).FileInode!.Value));
        Assert.Equal(folder.PathOf("server"), UnixRows.Of(socket).Path);
    }

    [Fact]
    public void AStreamCountsAllUnreadBytesAndADatagramSocketThoseOfTheNextMessage()
    {
        foreach ((SocketType type, long unread) in (ReadOnlySpan<(SocketType, long)>)[(SocketType.Stream, 25), (SocketType.SeqPacket, 25), (SocketType.Datagram, 20)])
        {
            (NativeSocket from, NativeSocket to) = NativeSocket.Pair(type);
            using (from)
            using (to)
            {
                from.Send(20).Send(5);
                Assert.Equal((unread, 0), (UnixRows.Of(to).ReceiveQueue, UnixRows.Of(to).SendQueue));
                Assert.Equal((0, (long)from.Memory[2]), (UnixRows.Of(from).ReceiveQueue, UnixRows.Of(from).SendQueue));
                Assert.True(UnixRows.Of(from).SendQueue > 25);
            }
        }
    }

    [Fact]
    public void TheMemoryIsWhatTheSocketSaysWhenItIsAskedFor()
    {
        (NativeSocket from, NativeSocket to) = NativeSocket.Pair();
        using (from)
        using (to)
        {
            from.Send(1000);
            SocketMemory memory = UnixRows.Of(from, detailed: true).Memory!;
            Assert.Equal(from.Memory.Select(value => (long?)value), typeof(SocketMemory).GetProperties().Select(property => (long?)property.GetValue(memory)));
            Assert.Null(UnixRows.Of(from).Memory);
        }
    }

    [Fact]
    public void TheUserIsWhoMadeIt() => OwnThread.Run(() => OrdinaryUser.Run(() =>
    {
        using NativeSocket socket = NativeSocket.Unix();
        Assert.Equal(Needs.IsRoot ? OrdinaryUser.Nobody : geteuid(), (uint)UnixRows.Of(socket).UserId!.Value);
    }));

    [Fact]
    public void ItIsFoundByItsUserInodeAndCookie()
    {
        using NativeSocket socket = NativeSocket.Unix();
        uint user = geteuid();
        Assert.Contains(UnixRows.All(new SocketFilter.User(new HashSet<uint> { user })), row => row.Cookie == socket.Cookie);
        Assert.DoesNotContain(UnixRows.All(new SocketFilter.User(new HashSet<uint> { user + 1 })), row => row.Cookie == socket.Cookie);
        Assert.Equal(socket.Cookie, Assert.Single(UnixRows.All(new SocketFilter.Inode(new HashSet<uint> { (uint)socket.Inode }))).Cookie);
    }

    [Theory]
    [InlineData(SocketState.Listen)]
    [InlineData(SocketState.Established)]
    [InlineData(SocketState.Unconnected)]
    [InlineData(SocketState.Listen | SocketState.Established)]
    [InlineData(SocketState.All)]
    [InlineData(SocketState.SynSent)]
    public void OnlyTheStatesAskedForAreListed(SocketState states)
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name), client = NativeSocket.Unix().ConnectToName(name), lonely = NativeSocket.Unix();
        SocketState[] expected = [.. ((SocketState[])[SocketState.Established, SocketState.Unconnected, SocketState.Listen]).Where(state => (states & state) != 0)];
        Assert.Equal(expected, UnixRows.All(UnixRows.Only(listener, client, lonely), states).Select(row => row.State).Order());
    }

    [Fact]
    public void ListenersWait()
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name), receiver = NativeSocket.Unix(SocketType.Datagram).BindToName(UnixRows.NewName());
        Assert.Equal([listener.Cookie], SocketTable
            .Read(new SocketQuery(SocketProtocol.Unix) { Listening = true, SkipOwners = true, Filter = UnixRows.Only(listener, receiver) }, TestContext.Current.CancellationToken)
            .Select(row => row.Cookie!.Value));
    }

    /// <summary>A question about what it has not is not asked of it.</summary>
    [Fact]
    public void WhatItHasNotFindsNoneOfThem()
    {
        using NativeSocket socket = NativeSocket.Unix();
        foreach (SocketFilter filter in (SocketFilter[])[Rows.LocalPort(0), new SocketFilter.Interface(0), new SocketFilter.Mark(0), new SocketFilter.Not(Rows.LocalPort(1))])
            Assert.Empty(UnixRows.All(filter));
        Assert.Empty(SocketTable.Read(new SocketQuery(SocketProtocol.Unix) { AddressFamily = SocketAddressFamily.IPv4, SkipOwners = true }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void WhatIsInFlightHasNoOwner()
    {
        using var pair = UnixPair.New();
        byte[] name = UnixRows.NewName();
        using (NativeSocket passed = NativeSocket.ListeningAt(name)) pair.Send(passed.Descriptor);
        UnixSocket row = Assert.Single(UnixRows.All(UnixRows.Path(UnixRows.Text(name)), owners: true));
        Assert.Equal((Sight.OfNobody, null, 0), (row.OwnerVisibility, row.ProcessId, row.Owners.Count));
    }

    [Fact]
    public void EachOwnerIsTold()
    {
        (NativeSocket one, NativeSocket other) = NativeSocket.Pair();
        using (one)
        using (other)
        using (ChildProcess child = ChildProcess.Start(one))
        {
            UnixSocket row = UnixRows.Of(one, owners: true);
            Assert.Equal(OwnerVisibility.Visible, row.OwnerVisibility);
            Assert.Equal([(Environment.ProcessId, one.Descriptor), (child.Id, one.Descriptor)], row.Owners.Select(owner => (owner.ProcessId, owner.FileDescriptor)).OrderBy(owner => owner.ProcessId != Environment.ProcessId));
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Unix) { ProcessIds = [child.Id], Filter = UnixRows.Only(one, other) }, TestContext.Current.CancellationToken);
            Assert.Equal([one.Cookie], listing.Read(SocketProtocol.Unix).Select(found => found.Cookie!.Value));
        }
    }

    [Fact]
    public void ItDescribesItselfInALine()
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name), client = NativeSocket.Unix().ConnectToName(name);
        Assert.Equal($"Unix Stream Listen {UnixRows.Text(name)}", $"{UnixRows.Of(listener)}");
        Assert.Equal($"Unix Stream Established socket:[{client.Inode}]", $"{UnixRows.Of(client)}");
    }

    /// <summary>All names of a hundred sockets at once, made of random bytes.</summary>
    [Fact]
    public void RandomNamesAreToldByteForByte()
    {
        byte[][] names = [.. Enumerable.Range(0, 100).Select(_ => (byte[])[.. UnixRows.NewName(), .. System.Security.Cryptography.RandomNumberGenerator.GetBytes(60)])];
        NativeSocket[] sockets = [.. names.Select(name => NativeSocket.Unix().BindToName(name))];
        var rows = UnixRows.All(UnixRows.Only(sockets)).ToDictionary(row => row.Inode!.Value);
        Assert.All(sockets.Zip(names), pair => Assert.Equal(pair.Second, rows[pair.First.Inode].PathBytes!));
        Assert.Equal(names.Length, rows.Values.Select(row => row.Path).Distinct().Count());
        foreach (NativeSocket socket in sockets) socket.Dispose();
    }
}
