using System.Runtime.CompilerServices;
using SockDiag.Netlink;

namespace SockDiag.Tests.Live;

/// <summary>A shell that leaves a loop disposes of nothing: what a listing holds ends by itself when nobody has its enumerator any more.</summary>
[Collection(nameof(AloneInTheProcess))]
public class ForgottenTests(ManyConnections many) : IClassFixture<ManyConnections>
{
    private static SocketQuery Tcp => new(SocketProtocol.Tcp);

    /// <summary>So many that the reader waits for room, four batches ahead of whoever left.</summary>
    [Fact]
    public void AListingOfManySocketsEnds() => many.Enter(() => Ends(() => SocketTable.Read(Tcp)));

    [Fact]
    public void AListingOfManyConnectionsEnds() => many.Enter(() => Ends(() => SocketTable.ReadTcpInfo(Tcp)));

    [Fact]
    public void AListingThatLooksForPeersEnds() => many.Enter(() => Ends(() => SocketTable.Read(new(SocketProtocol.Tcp) { IncludePeers = true })));

    /// <summary>Its source, which lives on, does not hold what was begun.</summary>
    [Fact]
    public void AListingWhoseTokenLivesOnEnds() => many.Enter(() =>
    {
        using var stop = new CancellationTokenSource();
        Ends(() => SocketTable.Read(Tcp, stop.Token));
        stop.Cancel(); // nobody hears of it any more
    });

    [Fact]
    public void ALookupEnds() => many.Enter(() =>
    {
        TcpInfo[] some = [.. SocketTable.ReadTcpInfo(new(SocketProtocol.Tcp) { SkipOwners = true }).Take(3)];
        Ends(() => SocketTable.FindTcpInfo(some));
    });

    [Fact]
    public void AListingOfAnotherNamespaceEnds()
    {
        using var own = OwnNamespace.New();
        NativeSocket[] listeners = [];
        own.Enter(() => listeners = [.. Enumerable.Range(0, 3).Select(_ => NativeSocket.Listening(new(System.Net.IPAddress.Loopback, 0)))]);
        Ends(() => SocketTable.Read(new(SocketProtocol.Tcp) { IncludePeers = true, NetworkNamespaces = [NetworkNamespace.Find(own.Path)] }));
        foreach (NativeSocket listener in listeners) listener.Dispose();
    }

    [Fact]
    public void AReaderAheadEnds()
    {
        Ends(Endless);

        static IEnumerable<int> Endless()
        {
            var ahead = RunAhead<int>.TryStart(Enumerable.Range(0, int.MaxValue), depth: 2, CancellationToken.None)!;
            while (ahead.MoveNext()) yield return ahead.Current;
        }
    }

    /// <summary>Takes one row of each of a few, forgets them, and lets the collector find out.</summary>
    private static void Ends<T>(Func<IEnumerable<T>> list)
    {
        list().First(); // what is loaded once, is
        int before = Sockets();
        for (int i = 0; i < 5; i++) Forget(list);
        Poll.Until(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Sockets() <= before && OurThreads() == 0;
        }, "its threads have ended and its sockets are closed");
    }

    // A method of its own: nothing of it is alive when it has returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget<T>(Func<IEnumerable<T>> list) => Assert.True(list().GetEnumerator().MoveNext());

    private static int Sockets() => Directory.EnumerateFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget?.StartsWith("socket:") is true);

    private static int OurThreads() => Directory.EnumerateDirectories("/proc/self/task").Count(task =>
    {
        try { return File.ReadAllText($"{task}/comm").StartsWith("SockDiag"); }
        catch (IOException) { return false; } // a thread that ended meanwhile
    });
}
