namespace SockDiag.Tests.Live;

/// <summary>Clients that wait for accept(). What the kernel tells of them in one piece is bounded, and a list that does not fit ends its answer without a word.</summary>
[Collection(nameof(AloneInTheProcess))]
public class UnixQueueTests
{
    private const int OtherDescriptors = 1_000;

    // A piece has 32,448 bytes: the headers of the message, the record and the list, what was shut down, and four bytes a client.
    private const int MostTold = (32_448 - 16 - 16 - 4 - 8) / 4;

    [Theory, InlineData(SocketType.Stream), InlineData(SocketType.SeqPacket)]
    public void AListenerTellsHowManyWaitAndWho(SocketType type)
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name, backlog: 1, type), one = NativeSocket.Unix(type).ConnectToName(name), other = NativeSocket.Unix(type).ConnectToName(name);
        UnixSocket row = UnixRows.Of(listener);
        Assert.Equal((2, 1, null, null), (row.AcceptQueue, row.AcceptQueueLimit, row.ReceiveQueue, row.SendQueue));
        Assert.Equal(((NativeSocket[])[one, other]).Select(socket => socket.Inode).Order(), row.PendingClients!.Order());
        Assert.Equal(string.Join(' ', row.PendingClients!), $"{row.PendingClients}");
        using NativeSocket accepted = listener.Accept();
        Assert.Equal([other.Inode], UnixRows.Of(listener).PendingClients!);
    }

    [Fact]
    public void WhereNobodyWaitsTheListIsEmpty()
    {
        using NativeSocket listener = NativeSocket.ListeningAt(UnixRows.NewName());
        Assert.Equal(0, UnixRows.Of(listener).AcceptQueue);
        Assert.Empty(UnixRows.Of(listener).PendingClients!);
    }

    [Fact]
    public void OnlyAListenerHasAQueue()
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name), client = NativeSocket.Unix().ConnectToName(name);
        UnixSocket row = UnixRows.Of(client);
        Assert.Equal((null, null, null), (row.AcceptQueue, row.AcceptQueueLimit, row.PendingClients));
    }

    [Fact]
    public void AClientThatWaitsHasThePathOfTheListener()
    {
        byte[] name = UnixRows.NewName();
        using NativeSocket listener = NativeSocket.ListeningAt(name), client = NativeSocket.Unix().ConnectToName(name);
        Assert.Equal((SocketState.Established, null, UnixRows.Text(name)), (UnixRows.Of(client).State, UnixRows.Of(client).PeerInode, UnixRows.Of(client).PeerPath));
        using NativeSocket accepted = listener.Accept();
        Assert.Equal(accepted.Inode, UnixRows.Of(client).PeerInode);
    }

    /// <summary>More than fit the first piece of a socket that has asked nothing yet.</summary>
    [Fact]
    public void ThreeThousandThatWaitAreToldOne() => WithWaiting(3_000, (listener, clients) =>
    {
        UnixSocket row = UnixRows.Of(listener);
        Assert.Equal(clients.Length, row.AcceptQueue);
        Assert.Equal(clients.Select(client => client.Inode).Order(), row.PendingClients!.Order());
    });

    [Fact]
    public void AsManyAsFitAreTold() => WithWaiting(MostTold, (listener, clients) =>
        Assert.Equal(clients.Select(client => client.Inode).Order(), UnixRows.Of(listener).PendingClients!.Order()));

    /// <summary>Nobody is lost: the listener is listed, and so is whatever the kernel would have told behind it.</summary>
    [Fact]
    public void WhereMoreWaitThanFitTheListenerIsListedAndOthersKeepTheirLists() => WithWaiting(MostTold + 1, (listener, clients) =>
    {
        (NativeSocket Listener, NativeSocket Client)[] others = [.. Enumerable.Range(0, 30).Select(_ =>
        {
            byte[] name = UnixRows.NewName();
            return (NativeSocket.ListeningAt(name), NativeSocket.Unix().ConnectToName(name));
        })];
        UnixSocket[] rows = UnixRows.All();
        var byInode = rows.ToDictionary(row => row.Inode!.Value);
        UnixSocket atListener = byInode[listener.Inode];
        long?[] found = [.. others.Select(other => byInode[other.Listener.Inode].PendingClients is [var only] ? only : (long?)null)];
        string?[] paths = [.. others.Select(other => byInode[other.Client.Inode].PeerPath)];
        string[] expected = [.. others.Select(other => byInode[other.Listener.Inode].Path!)];
        long?[] inodes = [.. others.Select(other => (long?)other.Client.Inode)];
        foreach ((NativeSocket its, NativeSocket client) in others)
        {
            its.Dispose();
            client.Dispose();
        }
        Assert.Equal((clients.Length, null), (atListener.AcceptQueue, atListener.PendingClients));
        Assert.Empty(clients.Select(client => client.Inode).Except(byInode.Keys));
        Assert.Equal(inodes, found);
        Assert.Equal(expected, paths);
    });

    /// <summary>Clients of one listener, in a namespace whose queues may be as long.</summary>
    private static void WithWaiting(int count, Action<NativeSocket, NativeSocket[]> judge)
    {
        Assert.SkipUnless(DescriptorLimit.Raise(count + OtherDescriptors) >= count + OtherDescriptors, $"It needs {count + OtherDescriptors} descriptors, more than this user may have.");
        OwnNamespace.InsideOrOnLoopback(() =>
        {
            const string longest = "/proc/sys/net/core/somaxconn";
            if (OwnNamespace.IsAllowed) File.WriteAllText(longest, $"{count}");
            Assert.SkipUnless(int.Parse(File.ReadAllText(longest)) >= count - 1, $"It needs a queue of {count}, longer than net.core.somaxconn, which only root may change.");
            byte[] name = UnixRows.NewName();
            using NativeSocket listener = NativeSocket.ListeningAt(name, backlog: count);
            NativeSocket[] clients = [.. Enumerable.Range(0, count).Select(_ => NativeSocket.Unix().ConnectToName(name))];
            try { judge(listener, clients); }
            finally
            {
                foreach (NativeSocket client in clients) client.Dispose();
            }
        });
    }
}
