namespace SockDiag.KernelChecks;

/// <summary>SMC's own states, its fallback, and what is known of a socket of which the kernel says no address.</summary>
internal static class SmcChecks
{
    public static void Run(Judge judge, Fixture fixture)
    {
        var all = new Lazy<SmcSocket[]>(() => Smc(new(SocketProtocol.Smc)));
        That("listener", "Listen Listen - - - Loopback 127.0.0.1");
        That("client", "Established Active Fallback NoDevice -  127.0.0.1");
        That("accepted", "Established Active Fallback PeerDeclined NoDevice  127.0.0.1");
        That("plain", "Established Active Fallback PeerLacksSmc -  127.0.0.1");
        That("silent", "Established Active Fallback NoDevice -  127.0.0.1");
        That("abandoned", "Established Active Fallback PeerDeclined NoDevice  127.0.0.1");
        That("chosen", "Established Init Fallback OptionUnsupported -  127.0.0.1");
        That("accepted6", "Established Active Fallback PeerDeclined NoDevice  ::1");
        That("bound", "Unconnected Init - - - Loopback 127.0.0.1");
        That("new", "Unconnected Init - - -  0.0.0.0");
        That("everywhere", "Listen Listen - - - AnyIPv4 0.0.0.0");
        That("everywhere6", "Listen Listen - - - AnyDualStack ::");
        That("mapped-accepted", "Established Active Fallback PeerDeclined NoDevice  127.0.0.1");
        That("connecting", "SynSent Init - - -  127.0.0.1");
        if (fixture.Inodes.ContainsKey("smc number"))
        {
            That("number", "Listen Listen - - - Loopback 127.0.0.1");
            That("number-client", "Established Active Fallback NoDevice -  127.0.0.1");
            That("number-accepted", "Established Active Fallback PeerDeclined NoDevice  127.0.0.1");
            That("number-client6", "Established Active Fallback NoDevice -  ::1");
            That("number-accepted6", "Established Active Fallback PeerDeclined NoDevice  ::1");
        }
        else judge.Skip("SMC sockets that were opened by the protocol's number", fixture.Lacks["smc-number"]);

        judge.That("an SMC connection that nobody accepted is its listener's", () =>
        {
            SmcSocket[] found = [.. Smc(At(SocketProtocol.Smc, 5073)).Where(socket => socket.IsAwaitingAccept)];
            return found is [{ Inode: null, UserId: null, OwnerVisibility: OwnerVisibility.AwaitingAccept }] && found[0].Process == (Environment.IsPrivilegedProcess ? "smc" : null) ? null : $"there are {found.Length}";
        });
        judge.That("an SMC socket has its owner where the user may know it, the TCP socket underneath has none", () =>
        {
            SmcSocket client = Of("client")!;
            Socket? tcp = SocketTable.Read(At(SocketProtocol.Tcp, client.LocalPort)).SingleOrDefault();
            string expected = Environment.IsPrivilegedProcess ? "Visible smc, Unknown" : "Hidden , Hidden";
            string found = $"{client.OwnerVisibility} {client.Process}, {tcp?.OwnerVisibility}";
            return found == expected ? null : $"it is {found}";
        });
        judge.That("both ends of an SMC connection know each other", () =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Smc) { IncludePeers = true });
            string? peer = listing.Read(SocketProtocol.Smc).Single(socket => socket.Inode == fixture.Inodes["smc client"]).PeerProcess;
            return peer == (Environment.IsPrivilegedProcess ? "smc" : null) ? null : $"it is {peer}";
        });
        judge.That("SMC sockets are asked for by address family", () =>
        {
            SmcSocket[] ipv4 = Smc(new(SocketProtocol.Smc) { AddressFamily = SocketAddressFamily.IPv4 }), ipv6 = Smc(new(SocketProtocol.Smc) { AddressFamily = SocketAddressFamily.IPv6 });
            return ipv4.Length > 0 && ipv6.Length > 0 && ipv4.Length + ipv6.Length == all.Value.Length && ipv6.All(socket => socket.AddressFamily == SocketAddressFamily.IPv6) ? null : $"{ipv4.Length} and {ipv6.Length} of {all.Value.Length}";
        });
        judge.That("SMC's listeners alone are found by -Listening", () =>
        {
            SmcSocket[] found = Smc(new(SocketProtocol.Smc) { Listening = true });
            return found.Length == all.Value.Count(socket => socket.SmcState == SmcState.Listen) && found.All(socket => socket.SmcState == SmcState.Listen) ? null : $"there are {found.Length}";
        });

        void That(string label, string expected) => judge.That($"the SMC socket {label} is what it is", () =>
        {
            if (Of(label) is not SmcSocket found) return "it is not listed";
            string text = $"{found.State} {found.SmcState} {Or(found.Mode)} {Or(found.FallbackReason)} {Or(found.PeerDiagnosis)} {found.BindScope} {found.LocalAddress}";
            return text == expected ? null : $"it is {text}, not {expected}";
        });

        SmcSocket? Of(string label) => all.Value.FirstOrDefault(socket => socket.Inode == fixture.Inodes[$"smc {label}"]);
    }

    private static SocketQuery At(SocketProtocol protocol, int port) => new(protocol) { Filter = new SocketFilter.Port(EndpointSide.Local, new PortSet(new PortRange((ushort)port, (ushort)port))) };

    private static SmcSocket[] Smc(SocketQuery query) => [.. SocketTable.Read(query).Cast<SmcSocket>()];

    private static string Or(object? value) => value is null ? "-" : $"{value}";
}
