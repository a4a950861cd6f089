using System.Net;

namespace SockDiag.Tests.Live;

/// <summary>A listing leaves neither threads nor descriptors behind, however it ends.</summary>
[Collection(nameof(AloneInTheProcess))]
public class NothingStaysTests
{
    private const int Listings = 100;
    private static readonly SocketProtocol[] _protocols = [SocketProtocol.Tcp, SocketProtocol.Udp];

    [Fact]
    public void NoThreadOutlivesAListingThatWasReadToItsEnd() => WithSockets(() =>
    {
        Assert.NotEmpty(Read().ToArray());
        ThreadsAreGone();
    });

    /// <summary>Nor is anything asked: a test of the module traces it.</summary>
    [Fact]
    public void NeitherThreadNorDescriptorIsLeftByAWarmUp()
    {
        NoDescriptorIsLeftBy(SocketTable.WarmUp);
        ThreadsAreGone();
    }

    [Fact]
    public void NoThreadOutlivesAListingThatWasLeftAfterOneRow() => WithSockets(() =>
    {
        Assert.NotNull(Read().First());
        ThreadsAreGone();
    });

    [Fact]
    public void NoThreadOutlivesAListingThatWasCancelled() => WithSockets(() =>
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (Socket _ in SocketTable.Read(new SocketQuery(_protocols), stop.Token)) stop.Cancel();
        });
        ThreadsAreGone();
    });

    [Fact]
    public void NoThreadIsLeftWhenAnOwnerIsReadAfterTheListingWasLeft() => WithSockets(() =>
    {
        Socket first = Read().First(row => row.Inode is not null);
        Assert.Equal(Environment.ProcessId, first.ProcessId);
        ThreadsAreGone();
    });

    [Fact]
    public void NoDescriptorIsLeftByListingsThatWereReadToTheirEnd() => WithSockets(() =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "holder", "socket:[1]");
        NoDescriptorIsLeftBy(() => Assert.NotEmpty(Read(proc.Root).ToArray()));
    });

    [Fact]
    public void NoDescriptorIsLeftByListingsThatWereLeftAfterOneRow() => WithSockets(() =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "holder", "socket:[1]");
        NoDescriptorIsLeftBy(() => Assert.NotNull(Read(proc.Root).First()));
    });

    [Fact]
    public void NoDescriptorIsLeftByListingsThatTheKernelRefused() => WithSockets(() => OrdinaryUser.Run(() => NoDescriptorIsLeftBy(() =>
        Assert.Throws<KernelRefusedException>(() => Rows.Tcp(new SocketFilter.Mark(1), owners: true)))));

    /// <summary>The search goes on, here in a /proc that does not answer, until the listing is left and waits for its end.</summary>
    [Fact]
    public void AListingThatIsLeftEndsTheSearchForOwners() => WithSockets(() =>
    {
        const int slow = 77;
        using ProcFolder proc = ProcFolder.OfMachine().With(slow, "slow", "socket:[1]").Slow(slow);
        Thread main = Thread.CurrentThread;
        using var isReading = new ManualResetEventSlim();
        var release = new Thread(Release) { IsBackground = true };
        release.Start();
        Socket? first = null;
        foreach (Socket row in Read(proc.Root))
        {
            first = row;
            Assert.True(isReading.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
            break;
        }
        bool isStarted = first!.Origin.Owners!.IsStarted;
        release.Join();
        Assert.False(isStarted);

        void Release() => proc.Release(slow, when: () =>
        {
            isReading.Set();
            // Until the listing's end waits, and for longer than it waits for the reader of the dump, which ends first.
            for (int waits = 0; waits < 10; waits = main.ThreadState.HasFlag(ThreadState.WaitSleepJoin) ? waits + 1 : 0) Thread.Sleep(10);
        });
    });

    private static IEnumerable<Socket> Read(string procRoot = "/proc") => SocketTable.Read(new SocketQuery(_protocols) { ProcRoot = procRoot }, TestContext.Current.CancellationToken);

    /// <summary>A few datagrams' worth, so that the reader is ahead of whoever leaves early.</summary>
    private static void WithSockets(Action judge) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        NativeSocket[] sockets = [.. Enumerable.Range(0, 600).Select(_ => NativeSocket.Listening(new(IPAddress.Loopback, 0)))];
        try { judge(); }
        finally
        {
            foreach (NativeSocket socket in sockets) socket.Dispose();
        }
    });

    /// <summary>The runtime's own threads open files for a moment: what counts is what stays.</summary>
    private static void NoDescriptorIsLeftBy(Action listing)
    {
        listing(); // what is opened once for all: code, name services
        int before = Descriptors();
        for (int i = 0; i < Listings; i++) listing();
        Poll.Until(() => Descriptors() <= before, "the listings' descriptors are closed");
    }

    private static int Descriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    /// <summary>A thread that was waited for stands in the kernel's list for a moment more.</summary>
    private static void ThreadsAreGone() => Poll.Until(() => OurThreads().Length == 0, "the core's threads have ended");

    /// <summary>By the names that the core gives its threads.</summary>
    private static string[] OurThreads() => [.. Directory.EnumerateDirectories("/proc/self/task").Select(NameOf).Where(name => name.StartsWith("SockDiag"))];

    private static string NameOf(string task)
    {
        try { return File.ReadAllText($"{task}/comm"); }
        catch (IOException) { return ""; } // a thread that ended meanwhile
    }
}
