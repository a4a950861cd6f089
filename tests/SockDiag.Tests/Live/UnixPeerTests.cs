namespace SockDiag.Tests.Live;

/// <summary>Who is at the other end of a Unix socket.</summary>
public class UnixPeerTests
{
    [Fact]
    public void AClientHasThePathOfItsServer()
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name), client = NativeSocket.Unix().ConnectToName(name), server = listener.Accept();
        UnixSocket atClient = UnixRows.Of(client), atServer = UnixRows.Of(server);
        Assert.Equal((server.Inode, UnixRows.Text(name), null), (atClient.PeerInode, atClient.PeerPath, atClient.Path));
        Assert.Equal((client.Inode, null, UnixRows.Text(name)), (atServer.PeerInode, atServer.PeerPath, atServer.Path));
    }

    [Fact]
    public void TheEndsOfAPairKnowEachOther()
    {
        (NativeSocket one, NativeSocket other) = NativeSocket.Pair(SocketType.Datagram);
        using (one)
        using (other)
            Assert.Equal((other.Inode, one.Inode), (UnixRows.Of(one).PeerInode, UnixRows.Of(other).PeerInode));
    }

    [Fact]
    public void ASenderOfMessagesHasThePathOfTheReceiver()
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket receiver = NativeSocket.Unix(SocketType.Datagram).BindToName(name), sender = NativeSocket.Unix(SocketType.Datagram).ConnectToName(name);
        Assert.Equal((receiver.Inode, UnixRows.Text(name)), (UnixRows.Of(sender).PeerInode, UnixRows.Of(sender).PeerPath));
        Assert.Null(UnixRows.Of(receiver).PeerInode);
    }

    [Fact]
    public void WhereThePeerHasClosedThereIsNone()
    {
        (NativeSocket left, NativeSocket closed) = NativeSocket.Pair();
        closed.Dispose();
        using (left)
        {
            UnixSocket row = UnixRows.Of(left);
            Assert.Equal((SocketState.Established, null, null, SocketShutdown.Receive | SocketShutdown.Send), (row.State, row.PeerInode, row.PeerPath, row.Shutdown));
        }
    }

    [Fact]
    public void EachEndTellsWhichDirectionWasShutDown()
    {
        (NativeSocket one, NativeSocket other) = NativeSocket.Pair();
        using (one)
        using (other)
        {
            one.ShutdownSend();
            Assert.Equal((SocketShutdown.Send, SocketShutdown.Receive), (UnixRows.Of(one).Shutdown, UnixRows.Of(other).Shutdown));
        }
    }

    /// <summary>The listener, whose path it is, is in another state than those asked for.</summary>
    [Fact]
    public void AFilterByStateLeavesThePathOfThePeer()
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name), waiting = NativeSocket.Unix().ConnectToName(name);
        UnixSocket row = Assert.Single(UnixRows.All(UnixRows.Only(waiting), SocketState.Established));
        Assert.Equal(UnixRows.Text(name), row.PeerPath);
    }

    /// <summary>Half of the peers come behind the sockets that are connected to them.</summary>
    [Fact]
    public void ThePathOfThePeerCanBeReadWhileOtherSocketsAreToCome()
    {
        byte[][] names = [.. Enumerable.Range(0, 30).Select(_ => UnixRows.NewName())];
        NativeSocket[] receivers = [.. names.Select(name => NativeSocket.Unix(SocketType.Datagram).BindToName(name))];
        NativeSocket[] senders = [.. names.Select(name => NativeSocket.Unix(SocketType.Datagram).ConnectToName(name))];
        var told = new List<string?>();
        using (var listing = new SocketListing(new SocketQuery(SocketProtocol.Unix) { Filter = UnixRows.Only(senders), SkipOwners = true }, TestContext.Current.CancellationToken))
        {
            foreach (UnixSocket row in listing.Read(SocketProtocol.Unix).Cast<UnixSocket>()) told.Add(row.PeerPath);
        }
        foreach (NativeSocket socket in senders.Concat(receivers)) socket.Dispose();
        Assert.Equal(names.Select(UnixRows.Text).Order(), told.Order());
    }

    [Fact]
    public void ItCanBeReadWhereTheListingWasLeftAfterOneRow()
    {
        byte[][] names = [.. Enumerable.Range(0, 30).Select(_ => UnixRows.NewName())];
        NativeSocket[] receivers = [.. names.Select(name => NativeSocket.Unix(SocketType.Datagram).BindToName(name))];
        NativeSocket[] senders = [.. names.Select(name => NativeSocket.Unix(SocketType.Datagram).ConnectToName(name))];
        string?[] told = [.. senders.Select(sender => ((UnixSocket)SocketTable.Read(
            new SocketQuery(SocketProtocol.Unix) { Filter = UnixRows.Only(sender), SkipOwners = true }, TestContext.Current.CancellationToken).First()).PeerPath)];
        foreach (NativeSocket socket in senders.Concat(receivers)) socket.Dispose();
        Assert.Equal(names.Select(UnixRows.Text), told);
    }

    /// <summary>What is read later is of the time of the listing: a socket of that inode may be another one by then.</summary>
    [Fact]
    public void AfterTheListingNothingIsAsked()
    {
        (NativeSocket one, NativeSocket other) = NativeSocket.Pair(SocketType.Datagram);
        using (one)
        using (other)
        {
            UnixSocket row = UnixRows.Of(one);
            other.BindToName(UnixRows.NewName());
            Assert.Null(row.PeerPath);
            Assert.NotNull(UnixRows.Of(one).PeerPath);
        }
    }

    /// <summary>One name in two network namespaces is two servers.</summary>
    [Fact]
    public void ThePeersOfAnotherNamespaceAreLookedUpThere()
    {
        byte[] name = UnixRows.NewName();
        using OwnNamespace own = OwnNamespace.New();
        NativeSocket[] held = [];
        own.Enter(() => held =
        [
            NativeSocket.ListeningAt(name),
            NativeSocket.Unix().ConnectToName(name),
            NativeSocket.Unix(SocketType.Datagram).BindToName([.. name, 1]),
            NativeSocket.Unix(SocketType.Datagram).ConnectToName([.. name, 1]),
        ]);
        var told = new List<string?>();
        using (var listing = new SocketListing(new SocketQuery(SocketProtocol.Unix) { SkipOwners = true }, TestContext.Current.CancellationToken))
        {
            foreach (UnixSocket row in listing.Read(SocketProtocol.Unix, NetworkNamespace.Find(own.Path)).Cast<UnixSocket>()) told.Add(row.PeerPath);
        }
        foreach (NativeSocket socket in held) socket.Dispose();
        Assert.Equal([null, null, UnixRows.Text(name), UnixRows.Text(name) + @"\x01"], told.Order());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void AServerIsFoundByItsPathWithItsClients(bool isFile)
    {
        using var folder = new TemporaryFolder();
        byte[] name = isFile ? folder.BytesOf("server"u8) : UnixRows.NewName();
        string text = isFile ? folder.PathOf("server") : UnixRows.Text(name);
        using NativeSocket listener = NativeSocket.ListeningAt(name), client = NativeSocket.Unix().ConnectToName(name), server = listener.Accept(), waiting = NativeSocket.Unix().ConnectToName(name), other = NativeSocket.Unix();
        Assert.Equal(((NativeSocket[])[listener, client, server, waiting]).Select(socket => socket.Cookie).Order(), UnixRows.All(UnixRows.Path(text)).Select(row => row.Cookie!.Value).Order());
        Assert.Equal(((NativeSocket[])[client, server, waiting]).Select(socket => socket.Cookie).Order(), UnixRows.All(UnixRows.Path(text), SocketState.Established).Select(row => row.Cookie!.Value).Order());
        Assert.Empty(UnixRows.All(UnixRows.Path(text + "x")));
    }

    [Fact]
    public void ACountByPathsIsThatOfTheSockets()
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name), client = NativeSocket.Unix().ConnectToName(name), server = listener.Accept(), waiting = NativeSocket.Unix().ConnectToName(name);
        server.Send(10);
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Unix) { SkipOwners = true, Filter = UnixRows.Path(UnixRows.Text(name)) }, TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                $" | {UnixRows.Text(name)} | Stream | Established | 2 10",
                $"{UnixRows.Text(name)} |  | Stream | Established | 1 0",
                $"{UnixRows.Text(name)} |  | Stream | Listen | 1 0",
            ],
            listing.Count(new(SocketProperty.Path, SocketProperty.PeerPath, SocketProperty.SocketType, SocketProperty.State), absent => throw absent)
                .Select(group => string.Concat(group.Values.Select(value => $"{value} | ")) + $"{group.Count} {group.ReceiveQueue}").Order(StringComparer.Ordinal));
    }
}
