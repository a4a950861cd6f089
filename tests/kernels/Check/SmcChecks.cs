namespace SockDiag.KernelChecks;

/// <summary>SMC's own states, its fallback, and what is known of a socket of which the kernel says no address.</summary>
internal static class SmcChecks
{
    public static void Run(Judge judge, Fixture fixture)
    {
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
            Smc(new(SocketProtocol.Smc) { Filter = new SocketFilter.Port(EndpointSide.Local, new PortSet(new PortRange(5073, 5073))) }).SingleOrDefault(socket => socket.IsAwaitingAccept) is
                { Inode: null, UserId: null, OwnerVisibility: OwnerVisibility.AwaitingAccept } waiting
            && waiting.Process == (Environment.IsPrivilegedProcess ? "smc" : null) ? null : "it is not");
        judge.That("an SMC socket has its owner where the user may know it, the TCP socket underneath has none", () =>
        {
            SmcSocket? client = Of("client");
            Socket? tcp = SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { Filter = new SocketFilter.Port(EndpointSide.Local, new PortSet(new PortRange((ushort)client!.LocalPort, (ushort)client.LocalPort))) }).SingleOrDefault();
            string expected = Environment.IsPrivilegedProcess ? "Visible smc, Unknown" : "Hidden , Hidden";
            string found = $"{client.OwnerVisibility} {client.Process}, {tcp?.OwnerVisibility}";
            return found == expected ? null : $"it is {found}";
        });
        judge.That("both ends of an SMC connection know each other", () =>
            new SocketListing(new SocketQuery(SocketProtocol.Smc) { IncludePeers = true }) is var listing
            && listing.Read(SocketProtocol.Smc).Single(socket => socket.Inode == fixture.Inodes["smc client"]).PeerProcess == (Environment.IsPrivilegedProcess ? "smc" : null) ? null : "they do not");
        judge.That("SMC sockets are asked for by address family", () =>
        {
            string? wrong = Smc(new(SocketProtocol.Smc) { AddressFamily = SocketAddressFamily.IPv6 }).FirstOrDefault(socket => socket.AddressFamily != SocketAddressFamily.IPv6)?.ToString();
            int ipv6 = Smc(new(SocketProtocol.Smc) { AddressFamily = SocketAddressFamily.IPv6 }).Length, ipv4 = Smc(new(SocketProtocol.Smc) { AddressFamily = SocketAddressFamily.IPv4 }).Length, all = Smc(new(SocketProtocol.Smc)).Length;
            return wrong ?? (ipv6 > 0 && ipv4 > 0 && ipv4 + ipv6 == all ? null : $"{ipv4} and {ipv6} of {all}");
        });
        judge.That("SMC's listeners alone are found by -Listening", () =>
            Smc(new(SocketProtocol.Smc) { Listening = true }) is var found && found.Length == Smc(new(SocketProtocol.Smc)).Count(socket => socket.SmcState == SmcState.Listen) && found.All(socket => socket.SmcState == SmcState.Listen) ? null : $"there are {found.Length}");

        void That(string label, string expected) => judge.That($"the SMC socket {label} is what it is, and found by its state", () =>
        {
            if (Of(label) is not SmcSocket found) return "it is not listed";
            string text = $"{found.State} {found.SmcState} {Or(found.Mode)} {Or(found.FallbackReason)} {Or(found.PeerDiagnosis)} {found.BindScope} {found.LocalAddress}";
            if (text != expected) return $"it is {text}, not {expected}";
            return Smc(new(SocketProtocol.Smc) { States = found.State }).Any(socket => socket.Inode == found.Inode) ? null : "it is not found";
        });

        SmcSocket? Of(string label) => fixture.Find(SocketProtocol.Smc, $"smc {label}") as SmcSocket;
    }

    private static SmcSocket[] Smc(SocketQuery query) => [.. SocketTable.Read(query).Cast<SmcSocket>()];

    private static string Or(object? value) => value is null ? "-" : $"{value}";
}
