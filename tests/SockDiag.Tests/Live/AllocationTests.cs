using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Netlink;

namespace SockDiag.Tests.Live;

/// <summary>What a listing of many sockets allocates on the thread that reads it, and a short one in a whole program, counted by the runtime: the objects that come out, and next to nothing else.</summary>
[Collection(nameof(AloneInTheProcess))]
public class AllocationTests(ManyConnections many) : IClassFixture<ManyConnections>
{
    private const int TcpSocketBytes = 128, TcpInfoBytes = 416;
    private const int OfAListing = 16 * 1024;
    private const int AroundASocket = 2; // its part of what is made for each datagram
    private const int OfADump = 2048;
    private const int OfAQuietMachine = 512 * 1024;
    private const int MoreThanAPage = 30;

    [Fact]
    public void AListingAllocatesItsSocketsAlone() => many.Enter(() => AllocatesAlone(TcpSocketBytes, () => SocketTable.Read(Query())));

    [Fact]
    public void AListingWithBookkeepingAllocatesItsSocketsAlone() => many.Enter(() => AllocatesAlone(TcpInfoBytes, () => SocketTable.ReadTcpInfo(Query())));

    [Fact]
    public void OwnersTakeLessThanTheirSockets() => many.Enter(() =>
    {
        long bytes = Allocated(() => SocketTable.Read(Query(owners: true)), out int sockets);
        Assert.InRange(bytes, sockets * TcpSocketBytes, 2 * sockets * TcpSocketBytes + OfAListing);
    });

    [Fact]
    public void CountingMakesNoSockets() => many.Enter(() => AllocatesAlone(0, () =>
    {
        using var listing = new SocketListing(Query());
        SocketGroup[] groups = [.. listing.Count(new SocketGrouping(SocketProperty.State), absent => throw absent)];
        return Enumerable.Range(0, (int)groups.Sum(group => group.Count));
    }));

    /// <summary>However many datagrams they take in.</summary>
    [Fact]
    public void ADumpUsesItsBuffersAgain() => many.Enter(() =>
    {
        using var netlink = DiagSocket.Open();
        DumpAttempt attempt = Tcp.Family.Attempts(Tcp.Family, Query(), netlink).First();
        Assert.InRange(Least(() =>
        {
            foreach (KernelRequest request in attempt.Requests)
            {
                foreach (DatagramBatch batch in netlink.Dump(request, SocketProtocol.Tcp, _ => { })) batch.Dispose();
            }
        }), 0, OfADump);
    });

    /// <summary>Some hundred sockets are a datagram of a page, a whole one, and the end: none of the three makes room for many. In a program of its own, since buffers of other tests would be used again.</summary>
    [Fact]
    public void AQuietMachineTakesLittleRoom() => OwnNamespace.Inside(() =>
    {
        Connection[] connections = [.. Enumerable.Range(0, MoreThanAPage).Select(_ => Connection.OverIPv4())];
        long[] answer = [.. Tool.Output(BuiltProgram.Named("ListAll")).Split(' ').Select(long.Parse)];
        Assert.Equal(3 * MoreThanAPage, answer[0]);
        Assert.InRange(answer[1], 0, OfAQuietMachine);
        foreach (Connection connection in connections) connection.Dispose();
    });

    [Fact]
    public void ReadingWhatATableShowsAllocatesNothing() => many.Enter(() =>
    {
        TcpSocket[] sockets = Rows.Tcp(many.EitherEnd, owners: true);
        Assert.Equal(0, Least(() =>
        {
            foreach (TcpSocket socket in sockets) ReadColumns(socket);
        }));
    });

    private static void AllocatesAlone<T>(int bytesEach, Func<IEnumerable<T>> list)
    {
        long bytes = Allocated(list, out int count);
        Assert.InRange(bytes - count * bytesEach, 0, count * AroundASocket + OfAListing);
    }

    private static long Allocated<T>(Func<IEnumerable<T>> list, out int count)
    {
        int read = 0;
        long least = Least(() =>
        {
            read = 0;
            foreach (T _ in list()) read++;
        });
        count = read;
        return least;
    }

    /// <summary>The least of a few times: what is made once (compiled code, names, buffers) is not a listing's.</summary>
    private static long Least(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static void ReadColumns(TcpSocket socket)
    {
        _ = socket.Protocol;
        _ = socket.State;
        _ = socket.ReceiveQueue;
        _ = socket.SendQueue;
        _ = socket.AcceptQueue;
        _ = socket.LocalAddress;
        _ = socket.LocalPort;
        _ = socket.RemoteAddress;
        _ = socket.RemotePort;
        _ = socket.ProcessId;
        _ = socket.Process;
        _ = socket.OwnerVisibility;
    }

    private static SocketQuery Query(bool owners = false) => new(SocketProtocol.Tcp) { SkipOwners = !owners };
}
