using System.Net;
using SockDiag.Native;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag.Tests.Live;

/// <summary>Where no thread can be started (pids.max, RLIMIT_NPROC) the caller's own does everything, and what needs another says so.</summary>
[Collection(nameof(AloneInTheProcess))]
public class NoThreadTests
{
    private const uint CloneOfX64 = 56, CloneOfArm64 = 220, Clone3 = 435;
    private const int EAGAIN = 11;

    private static CancellationToken NoStop => TestContext.Current.CancellationToken;

    [Fact]
    public void NoneIsStarted() => WithoutThreads(() => Assert.Null(BackgroundThread.TryStart("test", () => { })));

    [Fact]
    public void ADumpIsReadByTheCaller() => WithoutThreads(() =>
    {
        Assert.Null(RunAhead<int>.TryStart([1], depth: 1, NoStop));
        Assert.Equal(Environment.ProcessId, Listed().ProcessId);
    });

    /// <summary>The search runs on the caller's thread when the first row asks for it, so that it is of the listing's moment.</summary>
    [Fact]
    public void OwnersAreLookedForByTheCallerAtOnce() => WithoutThreads(() =>
    {
        int reader = 0;
        using var table = new OwnerTable(_ =>
        {
            reader = Environment.CurrentManagedThreadId;
            return OwnerCensus.Nothing(OwnerSource.Iterator);
        }, NoStop);
        table.Start();
        Assert.Equal(Environment.CurrentManagedThreadId, reader);
        Assert.True(table.IsStarted);
        Assert.Same(table.Census(), table.Census());
    });

    /// <summary>It is not tried again with each row, and thrown where an owner is read.</summary>
    [Fact]
    public void ASearchThatFailsHereFailsOnce() => WithoutThreads(() =>
    {
        int attempts = 0;
        using var table = new OwnerTable(_ => throw new InvalidOperationException($"{++attempts}"), NoStop);
        table.Start();
        table.Start();
        Assert.Equal("1", Assert.Throws<InvalidOperationException>(table.Census).Message);
    });

    [Fact]
    public void PiecesOfWorkAreDoneByTheCaller() => WithoutThreads(() =>
    {
        var work = new SharedWork<int>([.. Enumerable.Range(0, 1000)], worthAThread: 1, "test");
        List<int> done = [];
        work.Run(pieces =>
        {
            foreach (int piece in pieces)
            {
                if (piece == 999) work.Leave(1000);
                done.Add(piece);
            }
        });
        Assert.Equal(Enumerable.Range(0, 1001), done);
    });

    [Fact]
    public void AnotherNamespaceIsRefused()
    {
        using var own = OwnNamespace.New();
        NetworkNamespace where = NetworkNamespace.Find(own.Path);
        WithoutThreads(() =>
        {
            var refusal = Assert.Throws<ResourceLimitException>(() => SocketTable.Read(new(SocketProtocol.Tcp) { NetworkNamespaces = [where] }, NoStop).ToArray());
            Assert.True(refusal.IsOfThreads);
            Assert.Equal(EAGAIN, refusal.Errno);
            Assert.Contains(where.Name, refusal.Message);
        });
    }

    private static TcpSocket Listed()
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        return Assert.Single(Rows.Tcp(Rows.LocalPort(listener.Port), owners: true));
    }

    /// <summary>A thread to which the kernel gives no other, with the answer that pids.max and RLIMIT_NPROC give.</summary>
    private static void WithoutThreads(Action body) => OwnThread.Run(() =>
    {
        bool isArm = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64;
        Sandbox.Refuse(Clone3, argument: 1, above: 0, EAGAIN); // the length of its arguments
        Sandbox.Refuse(isArm ? CloneOfArm64 : CloneOfX64, argument: 0, above: 0, EAGAIN); // its flags
        body();
    });
}
