using System.Collections.Concurrent;
using System.Net;
using System.Runtime.ExceptionServices;
using SockDiag.Native;
using SockDiag.Netlink;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Live;

/// <summary>What is expected is no exception: the first one of a process takes milliseconds, and every one some microseconds.</summary>
[Collection(nameof(AloneInTheProcess))]
public class ThrownExceptionTests
{
    [Fact]
    public void AListingThatIsReadToItsEndThrowsNone() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        ThrowsNothing(() => Assert.NotEmpty(SocketTable.Read(new SocketQuery(SocketProtocol.Tcp, SocketProtocol.Udp))));
    });

    [Fact]
    public void AnEndThatIsWaitedForThrowsNone()
    {
        Thread reader = Thread.CurrentThread;
        bool wasTaken = false;
        ThrowsNothing(() =>
        {
            using var ahead = RunAhead<int>.TryStart(Source(), depth: 1, CancellationToken.None)!;
            Assert.True(ahead.MoveNext());
            Volatile.Write(ref wasTaken, true);
            Assert.False(ahead.MoveNext());
        });

        IEnumerable<int> Source()
        {
            yield return 1;
            Deadline.Until("waiting", () => Volatile.Read(ref wasTaken) && reader.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        }
    }

    /// <summary>So it is learned what this kernel reads.</summary>
    [Fact]
    public void AProtocolThatIsNotThereThrowsNone()
    {
        using DiagSocket netlink = DiagSocket.Open();
        ThrowsNothing(() => Assert.True(netlink.HasNone(Request(253), SocketProtocol.Tcp)));
        Assert.False(netlink.HasNone(Request((int)SocketProtocol.Tcp), SocketProtocol.Tcp));
    }

    [Fact]
    public void AConnectionThatIsNotThereThrowsNone()
    {
        using DiagSocket netlink = DiagSocket.Open();
        ThrowsNothing(() => Assert.Null(netlink.Ask(Request((int)SocketProtocol.Tcp), SocketProtocol.Tcp))); // from port 0 to port 0
    }

    /// <summary>A struct inet_diag_req_v2 of IPv4.</summary>
    private static KernelRequest Request(int protocol) => new(LinuxHeaders.SOCK_DIAG_BY_FAMILY, [2, (byte)protocol, .. new byte[54]]);

    private static void ThrowsNothing(Action action)
    {
        var thrown = new ConcurrentQueue<string>();
        EventHandler<FirstChanceExceptionEventArgs> note = (_, e) =>
        {
            if (new System.Diagnostics.StackTrace().ToString().Contains($"{nameof(SockDiag)}.{nameof(Netlink)}.", StringComparison.Ordinal)) thrown.Enqueue(e.Exception.ToString());
        };
        AppDomain.CurrentDomain.FirstChanceException += note;
        try { action(); }
        finally { AppDomain.CurrentDomain.FirstChanceException -= note; }
        Assert.Empty(thrown);
    }
}
