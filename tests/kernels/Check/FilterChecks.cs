using System.Net;

namespace SockDiag.KernelChecks;

/// <summary>The kernel keeps the rows that the condition is true of, whichever kernel.</summary>
internal static class FilterChecks
{
    public static void Run(Judge judge, Kernel kernel)
    {
        SocketProtocol[] protocols = [.. ((SocketProtocol[])[SocketProtocol.Tcp, SocketProtocol.Udp, SocketProtocol.Sctp, SocketProtocol.Dccp, SocketProtocol.Smc]).Where(kernel.Lists)];
        var ports = new PortSet(new PortRange(5003, 5073));
        Agree("a range of local ports", new SocketFilter.Port(EndpointSide.Local, ports), socket => ports.Contains(socket.LocalPort));
        Agree("a remote address", new SocketFilter.Address(EndpointSide.Remote, new AddressSet(new AddressPrefix(IPAddress.Loopback, 32))), socket => socket is SctpSocket { RemoteAddresses: { } all } ? all.Contains("127.0.0.1") : socket.RemoteAddress == "127.0.0.1");
        Agree("neither", new SocketFilter.Not(new SocketFilter.Port(EndpointSide.Local, ports)), socket => !ports.Contains(socket.LocalPort));
        foreach (SocketState state in (SocketState[])[SocketState.Established, SocketState.SynSent, SocketState.Listen, SocketState.CloseWait, SocketState.FinWait1, SocketState.Unconnected])
            AgreeOnState(state);

        void AgreeOnState(SocketState state)
        {
            foreach (SocketProtocol protocol in protocols)
            {
                judge.That($"{protocol}: asked for {state}, those come that are in it among all", () =>
                {
                    ulong?[] kept = Cookies(new SocketQuery(protocol) { States = state }, _ => true), wanted = Cookies(new SocketQuery(protocol), socket => socket.State == state);
                    return kept.SequenceEqual(wanted) ? null : $"{kept.Length} rows, not {wanted.Length}";
                });
            }
        }

        void Agree(string what, SocketFilter filter, Func<InetSocket, bool> isWanted)
        {
            foreach (SocketProtocol protocol in protocols)
            {
                judge.That($"{protocol}: {what}, asked of the kernel, keeps what it is true of", () =>
                {
                    ulong?[] kept = Cookies(new SocketQuery(protocol) { Filter = filter }, _ => true), wanted = Cookies(new SocketQuery(protocol), isWanted);
                    return kept.SequenceEqual(wanted) ? null : $"{kept.Length} rows, not {wanted.Length}";
                });
            }
        }
    }

    private static ulong?[] Cookies(SocketQuery query, Func<InetSocket, bool> isWanted) =>
        [.. SocketTable.Read(query).Cast<InetSocket>().Where(isWanted).Select(socket => socket.Cookie).Order()];
}
