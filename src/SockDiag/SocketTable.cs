using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Native;
using SockDiag.Netlink;
using SockDiag.Owners;

namespace SockDiag;

/// <summary>The two entries of this library: ask the kernel, or read a recording of its answer.</summary>
public static class SocketTable
{
    /// <summary>Asks the kernel for sockets, of the calling thread's network namespace or of those that the query names. Rows come in the kernel's order, protocol after protocol.</summary>
    /// <param name="query">What to ask for.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="ResourceLimitException">The process may have no further descriptor, or no thread to enter a namespace.</exception>
    /// <exception cref="KernelRefusedException">The kernel refuses, or lacks a protocol. The sockets of those before it were yielded.</exception>
    /// <exception cref="NetworkNamespaceException">A namespace is gone, or may not be entered.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IEnumerable<Socket> Read(SocketQuery query, CancellationToken stop = default)
    {
        using var listing = new SocketListing(query, stop);
        foreach (NetworkNamespace? where in query.Places)
        {
            foreach (SocketProtocol protocol in query.Asked)
            {
                foreach (Socket socket in listing.Read(protocol, where)) yield return socket;
            }
        }
        listing.Complete();
    }

    /// <summary>Reads netlink messages one behind the other, as <c>ss -D FILE</c> writes them: one dump or several, answers of type 20 and of the older type 18. A recording has no owners and no names.</summary>
    /// <param name="recording">The messages. It is not closed.</param>
    /// <param name="protocol">Which protocol was recorded: the messages do not say.</param>
    /// <exception cref="MalformedMessageException">Damage, and where. The sockets before it were yielded.</exception>
    /// <exception cref="KernelRefusedException">The recording holds a kernel's refusal.</exception>
    public static IEnumerable<Socket> ReadRecording(Stream recording, SocketProtocol protocol = SocketProtocol.Tcp)
    {
        Family family = Family.Of(protocol);
        var reading = new RecordReading(new Origin());
        foreach (Datagram datagram in Recording.Read(recording))
        {
            foreach (Socket socket in Sockets(datagram, family, reading)) yield return socket;
        }
    }

    /// <summary>Asks the kernel for TCP connections with its bookkeeping of each; those without it are left out.</summary>
    /// <param name="query">What to ask for; its protocols are not looked at.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="ResourceLimitException">The process may have no further descriptor, or no thread to enter a namespace.</exception>
    /// <exception cref="KernelRefusedException">The kernel refuses.</exception>
    /// <exception cref="MalformedMessageException">The kernel's answer is out of shape.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IEnumerable<TcpInfo> ReadTcpInfo(SocketQuery query, CancellationToken stop = default)
    {
        using var listing = new SocketListing(query, stop);
        foreach (NetworkNamespace? where in query.Places)
        {
            foreach (TcpInfo info in listing.ReadTcpInfo(where)) yield return info;
        }
        listing.Complete();
    }

    /// <summary>Looks connections up again, by address pair and cookie: one or a few are asked for exactly, many by one dump. The answers keep the owners of the sockets given.</summary>
    /// <param name="sockets">Sockets for which <see cref="HasTcpInfo"/> holds.</param>
    /// <param name="detailed">Also ask for memory.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Each socket with what the kernel knows of it now; null where it has gone, also where another connection has its addresses.</returns>
    /// <exception cref="ResourceLimitException">The process may have no further descriptor, or no thread to enter a namespace.</exception>
    /// <exception cref="KernelRefusedException">The kernel refuses.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IEnumerable<(Socket Socket, TcpInfo? Now)> FindTcpInfo(IReadOnlyList<Socket> sockets, bool detailed = false, CancellationToken stop = default) =>
        TcpInfoLookup.Find(sockets, detailed, stop);

    /// <summary>Whether the kernel keeps bookkeeping of a socket: TCP, and not a listener, in TIME-WAIT, half-open or only bound.</summary>
    /// <param name="socket">A socket.</param>
    public static bool HasTcpInfo(Socket socket) => socket switch
    {
        TcpInfo => true,
        TcpSocket tcp => (tcp.State & TcpWithInfo.States) != 0 && !tcp.Record.IsSmall && tcp.Cookie is not null,
        _ => false,
    };

    /// <summary>
    /// Makes ready what the first call of a process would else wait for, by a call on a recorded answer: no netlink socket is opened and no
    /// program loaded, and nothing stays open. To be run on a thread of its own.
    /// </summary>
    /// <exception cref="SockDiagException">There was not the room for it. The first call will take longer, and tell whoever asks what is lacking.</exception>
    public static void WarmUp() => SockDiag.WarmUp.Run();

    /// <summary>
    /// Takes the program out of the kernel that an earlier call may have loaded to find owners. Calls that run go on, and the next one that
    /// needs the program loads it again.
    /// </summary>
    public static void UnloadProgram() => OwnerSearch.OfThisProcess.Unload();

    /// <summary>The sockets of whole messages.</summary>
    internal static IEnumerable<Socket> Sockets(Datagram datagram, Family family, RecordReading reading)
    {
        int position = 0;
        while (NextSocket(datagram, ref position, family, reading) is Socket socket) yield return socket;
    }

    /// <summary>Reads on to the next record that is wanted.</summary>
    private static Socket? NextSocket(Datagram datagram, ref int position, Family family, RecordReading reading)
    {
        var messages = new MessageReader(datagram.Bytes.Span, position, datagram.Origin);
        while (messages.Read())
        {
            position = messages.Position;
            switch (messages.Header.nlmsg_type)
            {
                case LinuxHeaders.SOCK_DIAG_BY_FAMILY or LinuxHeaders.TCPDIAG_GETSOCK:
                    if (family.Parse(messages.Payload, messages.PayloadOffset, reading) is Socket socket) return socket;
                    break;
                case LinuxHeaders.NLMSG_DONE or LinuxHeaders.NLMSG_ERROR when messages.Errno() is int errno and not 0:
                    throw new Question(family.Protocol).Refused(errno);
            }
        }
        return null;
    }
}
