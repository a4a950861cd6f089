using System.Net;
using SockDiag.Namespaces;

namespace SockDiag.Tests.Live;

/// <summary>No thread but the listing's own goes anywhere, and that one ends with the listing.</summary>
[Collection(nameof(AloneInTheProcess))]
public class NamespaceEntranceTests
{
    [Fact]
    public void NoOtherThreadChangesItsNamespaceAndNoneStaysInIt()
    {
        using var own = OwnNamespace.New();
        NativeSocket listener = null!;
        own.Enter(() => listener = NativeSocket.Listening(new(IPAddress.Loopback, 7001)));
        using (listener)
        {
            long here = NamespaceFile.InodeOf(NamespaceFile.OfThisThread);
            Dictionary<string, long> before = Threads();
            using (var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp) { SkipOwners = true }))
            {
                using IEnumerator<Socket> rows = listing.Read(SocketProtocol.Tcp, NetworkNamespace.Find(own.Path)).GetEnumerator();
                Assert.True(rows.MoveNext());
                Dictionary<string, long> during = Threads();
                Assert.Equal(here, NamespaceFile.InodeOf(NamespaceFile.OfThisThread));
                Assert.Equal(["SockDiag namesp"], during.Where(thread => thread.Value == own.Inode).Select(thread => NameOf(thread.Key)));
                Assert.DoesNotContain(before, thread => during.TryGetValue(thread.Key, out long inode) && inode != thread.Value);
            }
            Poll.Until(() => !Threads().ContainsValue(own.Inode), "the thread that entered has ended");
        }
    }

    [Fact]
    public void ListingsOfManyNamespacesLeaveNoDescriptorAndNoThread()
    {
        OwnNamespace[] places = [.. Enumerable.Range(0, 20).Select(_ => OwnNamespace.New())];
        try
        {
            Read(places);
            int before = Descriptors();
            for (int i = 0; i < 10; i++) Read(places);
            Poll.Until(() => Descriptors() <= before, "the listings' descriptors are closed");
            Poll.Until(() => Threads().All(thread => !NameOf(thread.Key).StartsWith("SockDiag")), "the listings' threads have ended");
        }
        finally
        {
            foreach (OwnNamespace place in places) place.Dispose();
        }
    }

    [Fact]
    public void AListingThatIsStoppedAsksNoFurtherNamespace()
    {
        OwnNamespace[] places = [.. Enumerable.Range(0, 3).Select(_ => OwnNamespace.New())];
        NativeSocket[] listeners = [.. places.Select(place =>
        {
            NativeSocket listener = null!;
            place.Enter(() => listener = NativeSocket.Listening(new(IPAddress.Loopback, 7001)));
            return listener;
        })];
        using var stop = new CancellationTokenSource();
        int rows = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (Socket _ in SocketTable.Read(Query(places), stop.Token))
            {
                rows++;
                stop.Cancel();
            }
        });
        Assert.Equal(1, rows);
        foreach (NativeSocket listener in listeners) listener.Dispose();
        foreach (OwnNamespace place in places) place.Dispose();
    }

    private static void Read(OwnNamespace[] places)
    {
        foreach (Socket _ in SocketTable.Read(Query(places), TestContext.Current.CancellationToken)) { }
    }

    private static SocketQuery Query(OwnNamespace[] places) =>
        new(SocketProtocol.Tcp, SocketProtocol.Udp) { SkipOwners = true, NetworkNamespaces = [.. places.Select(place => NetworkNamespace.Find(place.Path))] };

    private static int Descriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    /// <summary>The namespace of each thread that is there.</summary>
    private static Dictionary<string, long> Threads() => Directory.EnumerateDirectories("/proc/self/task")
        .Select(task => KeyValuePair.Create(task, NamespaceFile.InodeOf($"{task}/ns/net")))
        .Where(thread => thread.Value != 0) // one that ended meanwhile
        .ToDictionary();

    private static string NameOf(string task)
    {
        try { return File.ReadAllText($"{task}/comm").TrimEnd('\n'); }
        catch (IOException) { return ""; }
    }
}
