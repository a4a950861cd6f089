using SockDiag.Families;
using SockDiag.Netlink;

namespace SockDiag.Tests.Live;

/// <summary>One way of asking, as the core would ask: requests sent and answers parsed one by one, without a listing around them.</summary>
internal static class Dump
{
    /// <summary>What the kernel answers to each way of asking, best first; what it leaves to us is decided by the evaluator.</summary>
    public static IEnumerable<ulong[]> CookiesOfEachAttempt(DiagSocket netlink, SocketQuery query, Family family) =>
        family.Attempts(family, query, netlink).Select(attempt => Cookies(netlink, attempt, family));

    public static ulong[] Cookies(DiagSocket netlink, DumpAttempt attempt, Family family) => [.. Sockets(netlink, attempt, family).Select(socket => socket.Cookie!.Value).Order()];

    public static IEnumerable<InetSocket> Sockets(DiagSocket netlink, DumpAttempt attempt, Family family)
    {
        var reading = new RecordReading(new Origin()) { Rest = attempt.Rest };
        foreach (KernelRequest request in attempt.Requests)
        {
            foreach (DatagramBatch batch in netlink.Dump(request, family.Protocol, _ => { }))
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    foreach (Socket socket in SocketTable.Sockets(batch[i], family, reading)) yield return (InetSocket)socket;
                }
                batch.Dispose();
            }
        }
    }
}
