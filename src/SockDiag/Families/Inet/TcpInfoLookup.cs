using SockDiag.Namespaces;
using SockDiag.Native;
using SockDiag.Netlink;

namespace SockDiag.Families.Inet;

/// <summary>Looks connections up again that were listed before: by address pair and cookie, so that another connection of the same pair is not taken for one that has gone.</summary>
internal static class TcpInfoLookup
{
    // An exact question costs about what a dump needs for a handful of sockets; a dump also walks all others.
    private const int MostExactQuestions = 256;

    /// <summary>Yields each socket with what the kernel knows of it now; null where it has gone, the namespace that it was in too.</summary>
    public static IEnumerable<(Socket Socket, TcpInfo? Now)> Find(IReadOnlyList<Socket> sockets, bool detailed, CancellationToken stop) =>
        sockets.GroupBy(socket => socket.Origin.NetworkNamespace?.Inode).SelectMany(same => Find([.. same], same.First().Origin.NetworkNamespace, detailed, stop));

    private static IEnumerable<(Socket, TcpInfo?)> Find(IReadOnlyList<Socket> sockets, NetworkNamespace? where, bool detailed, CancellationToken stop) =>
        sockets.Count <= MostExactQuestions ? FindEach(sockets, where, detailed, stop) : FindInDump(sockets, where, detailed, stop);

    private static IEnumerable<(Socket, TcpInfo?)> FindEach(IReadOnlyList<Socket> sockets, NetworkNamespace? where, bool detailed, CancellationToken stop)
    {
        byte extensions = (byte)(InetExtensions.TcpInfo | (detailed ? InetExtensions.Details : InetExtensions.None));
        using var entrance = new NamespaceEntrance();
        using DiagSocket netlink = entrance.Run(where, DiagSocket.Open);
        foreach (Socket socket in sockets)
        {
            stop.ThrowIfCancellationRequested();
            InetRecord wanted = RecordOf(socket);
            TcpInfo? now;
            using (DatagramBatch? answer = netlink.Ask(InetRequest.Exact(in wanted, extensions), SocketProtocol.Tcp))
                now = answer is null ? null : Parse(answer[0], socket.Origin);
            yield return (socket, now);
        }
    }

    private static IEnumerable<(Socket, TcpInfo?)> FindInDump(IReadOnlyList<Socket> sockets, NetworkNamespace? where, bool detailed, CancellationToken stop)
    {
        var query = new SocketQuery(SocketProtocol.Tcp)
        {
            States = TcpWithInfo.States,
            Filter = new SocketFilter.Cookie(sockets.Select(socket => socket.Cookie).OfType<ulong>().ToHashSet()),
            Detailed = detailed,
            SkipOwners = true,
        };
        using var listing = new SocketListing(query, stop);
        var found = new Dictionary<ulong, TcpInfo>();
        foreach (TcpInfo info in listing.ReadTcpInfo(where)) found.TryAdd(info.Cookie!.Value, info); // a socket may come twice
        foreach (Socket socket in sockets)
            yield return (socket, found.TryGetValue(socket.Cookie!.Value, out TcpInfo? now) ? now.WithOwnersOf(socket.Origin) : null);
    }

    /// <summary>Null where the connection has none any more: it is in TIME-WAIT.</summary>
    private static TcpInfo? Parse(Datagram answer, Origin origin)
    {
        var messages = new MessageReader(answer.Bytes.Span);
        while (messages.Read())
        {
            if (messages.Header.nlmsg_type != LinuxHeaders.SOCK_DIAG_BY_FAMILY) continue;
            InetRecord.Parse(messages.Payload, messages.PayloadOffset, SocketProtocol.Tcp, out InetRecord record, out InetDetail? detail);
            return TcpWithInfo.Parse(messages.Payload, messages.PayloadOffset, in record, detail, origin);
        }
        return null;
    }

    private static InetRecord RecordOf(Socket socket) => socket switch
    {
        InetSocket inet => inet.Record,
        TcpInfo info => info.Record,
        _ => throw new ArgumentException($"{socket} is no TCP socket.", nameof(socket)),
    };
}
