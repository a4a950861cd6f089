using System.Management.Automation;
using PSSocketStats.Parameters;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>Lists the sockets of this machine, straight from the kernel, with their states, queues and owners.</summary>
/// <remarks>
/// <para>
/// Asks the kernel over NETLINK_SOCK_DIAG for the TCP and UDP sockets, or those that -Protocol names, of the current network namespace and emits one object a socket, in the kernel's order.
/// Without parameters all are listed, in every state. -NetworkNamespace asks others, those of containers for instance. Values of one parameter are alternatives; different parameters must all hold. What a parameter says is
/// handed to the kernel as far as the kernel can decide it, so a parameter is much faster than Where-Object behind the pipe.
/// </para>
/// <para>
/// What the kernel did not say is null, never 0. ReceiveQueue and SendQueue are bytes of a TCP connection and kernel memory of a UDP socket; a listener has
/// AcceptQueue and AcceptQueueLimit instead: connections that wait for its program, and how many may. about_Socket_Fields describes every property.
/// </para>
/// <para>
/// -Protocol asks for other kinds, each with a type and properties of its own: UdpLite, Raw, Mptcp, Sctp, Dccp, Unix, Netlink, Packet, Tipc, Vsock, Smc, Xdp; All for every one. A parameter that means
/// nothing to any of them is an error; one that means nothing to some leaves those out.
/// </para>
/// <para>
/// Every user sees every socket. The owners of other users' processes need root or CAP_SYS_PTRACE: OwnerVisibility says for each socket why an owner is there
/// or not, and one warning counts those that are hidden.
/// </para>
/// </remarks>
/// <example>
/// "Connection refused": does anything listen, and for whom
/// <code>Get-Socket -Listening -LocalPort 8080 | Format-Table LocalAddress, BindScope, AcceptQueue, AcceptQueueLimit, Process</code>
/// No row: nothing listens, in this network namespace. Loopback is reached from this machine alone, Address at that one address, AnyIPv6 by no IPv4 client.
/// </example>
/// <example>
/// "Address already in use": who has the port
/// <code>Get-Socket -LocalPort 8080 | Select-Object State, RemoteAddress, OwnerVisibility, Owners, TimerExpiresMilliseconds</code>
/// All states are shown. BoundInactive is a socket that took the port and does not listen; a connection may be somebody's own that was given this port. A port
/// that only TimeWait holds is free when the timer ends, or at once for a program that sets SO_REUSEADDR.
/// </example>
/// <example>
/// Some clients wait for seconds: an accept queue that is full
/// <code>Get-Socket -Listening | Where-Object AcceptQueue -gt 0 | Sort-Object AcceptQueue -Descending</code>
/// RecvQ shows the queue and its limit. Above the limit the kernel drops connects, which clients send again after a second. A queue that does not shrink from
/// one look to the next belongs to a program that does not call accept().
/// </example>
/// <example>
/// Who holds connections to a database
/// <code>Get-Socket -RemotePort 5432 -State Established | Group-Object Process -NoElement | Sort-Object Count -Descending</code>
/// One line a program, with the number of its connections to port 5432 of any machine.
/// </example>
/// <example>
/// Which program leaks connections
/// <code>Get-Socket -State CloseWait | Group-Object Process, RemoteAddress, RemotePort -NoElement | Sort-Object Count -Descending</code>
/// CLOSE-WAIT: the peer has closed, the program here has not, and no timeout will do it for it. A ReceiveQueue of 0 says that it has read the end and forgot to
/// close, 1 that it does not look at the connection any more. Get-TcpInfo -State CloseWait tells how long.
/// </example>
/// <example>
/// Whose short connections fill the table
/// <code>Get-Socket -State TimeWait | Group-Object RemoteAddress, RemotePort -NoElement | Sort-Object Count -Descending -Top 10</code>
/// TIME-WAIT stays for a minute on the side that closed first. No program holds such a socket, so no owner is looked up. Get-SocketSummary -GroupBy counts
/// hundreds of thousands without an object for each.
/// </example>
/// <example>
/// Who does not answer us
/// <code>Get-Socket -State SynSent | Sort-Object Retransmits -Descending | Format-Table RemoteAddress, RemotePort, Retransmits, Process</code>
/// A refusal ends a connect at once, so a row that stays here with Retransmits of 2 and more means silence: a firewall that drops, a host that is gone, or a
/// full accept queue over there.
/// </example>
/// <example>
/// No process beside a socket: why
/// <code>Get-Socket | Where-Object { -not $_.ProcessId } | Group-Object Protocol, State, OwnerVisibility -NoElement</code>
/// Kernel: no program holds it (TIME-WAIT, half-open, closed and not finished). Hidden: some process may not be read, and root would show it. Unknown: all
/// processes were read and none has it; the socket is the kernel's own (NFS, WireGuard), was passed on at that moment, or is gone.
/// </example>
/// <example>
/// What can be reached from outside
/// <code>
/// Get-Socket -Listening -BindScope Address, AnyIPv4, AnyIPv6, AnyDualStack |
///     Sort-Object LocalPort | Format-Table Protocol, LocalAddress, LocalPort, BindScope, UserName, Process
/// </code>
/// All that waits for peers, less what listens on loopback. A firewall may still stand before it.
/// </example>
/// <example>
/// The sockets of a program
/// <code>Get-Process nginx | Get-Socket</code>
/// Connections that wait for the program to accept them are included. A program that does not run is an error of Get-Process, and no socket.
/// </example>
/// <example>
/// Which program is it exactly, and since when does it run
/// <code>Get-Socket -LocalPort 8080 -State Listen | Where-Object Id | Get-Process | Select-Object Id, Path, StartTime</code>
/// A socket has a hidden Id, that of its first owner, by which Get-Process and Stop-Process find exactly that process. Every owner is in Owners.
/// </example>
/// <example>
/// A program that reads too slowly
/// <code>Get-Socket -State Established | Sort-Object ReceiveQueue -Descending -Top 10</code>
/// These bytes have been acknowledged, so the peer takes them for delivered. Look twice: a queue that stays belongs to a program that is stuck or has no time.
/// </example>
/// <example>
/// Datagrams that were thrown away
/// <code>Get-Socket -Protocol Udp -Detailed | Where-Object { $_.Memory.Drops } | Select-Object LocalAddress, LocalPort, Process, ReceiveQueue, Memory</code>
/// Drops counts since the socket was made, so take the difference of two looks. With ReceiveAllocated near ReceiveBuffer the program reads too slowly.
/// </example>
/// <example>
/// Who uses a server's Unix socket
/// <code>Get-Socket -Protocol Unix -Path */docker.sock | Where-Object PeerPath | Format-Table State, PeerPath, UserName, ProcessId, Process</code>
/// -Path finds the server's own ends, which have the path, and its clients, whose peer has it: clients are bound to nothing themselves. ss does not find them.
/// </example>
/// <example>
/// Clients that wait for a server which does not accept them
/// <code>
/// Get-Socket -Protocol Unix -Listening | Where-Object AcceptQueue -gt 0 | ForEach-Object {
///     Get-Socket -Protocol Unix -Inode $_.PendingClients | Format-Table PeerPath, PeerInode, ProcessId, Process
/// }
/// </code>
/// A connect to a Unix socket succeeds before anybody has accepted it, so these programs wait for an answer. With AcceptQueue above AcceptQueueLimit further
/// connects block, or fail with "Resource temporarily unavailable".
/// </example>
/// <example>
/// What kinds of sockets there are
/// <code>Get-Socket -Protocol All | Group-Object Protocol -NoElement</code>
/// All asks for every kind that this kernel has; -Verbose says what it lacks. A subflow of MPTCP is a socket of TCP and belongs to one of MPTCP besides.
/// </example>
/// <example>
/// Who captures packets
/// <code>Get-Socket -Protocol Packet | Format-Table Interface, EtherTypeName, Memberships, FilterInstructions, UserName, Process</code>
/// tcpdump, a DHCP client, LLDP, and what should not be there. No Interface is all of them. Filter has the program that chooses the packets, as text, which root
/// alone is told.
/// </example>
/// <example>
/// Who speaks ICMP, OSPF or VRRP
/// <code>Get-Socket -Protocol Raw | Format-Table IPProtocol, IPProtocolName, LocalAddress, ReceiveQueue, Process</code>
/// Raw sockets have a protocol and no port. Without the module raw_diag they are read from /proc/net/raw, which knows no interface, mark, cgroup and cookie.
/// </example>
/// <example>
/// Who does not keep up with what the kernel tells
/// <code>Get-Socket -Protocol Netlink | Sort-Object ReceiveQueue -Descending -Top 10 | Format-Table NetlinkProtocol, Groups, ReceiveQueue, Memory, Process</code>
/// A member of a group that does not read loses messages at its ReceiveBuffer; Drops in Memory counts them. Without a process and OwnerVisibility Kernel it is
/// the kernel's own end.
/// </example>
/// <example>
/// Over which paths does a connection of MPTCP go
/// <code>
/// Get-Socket -Protocol Mptcp -State Established | ForEach-Object Subflows |
///     Format-Table LocalAddress, RemoteAddress, RttMilliseconds, BytesSent, RetransmitPercent
/// </code>
/// Each subflow is a TCP connection with the kernel's bookkeeping, as Get-TcpInfo shows it. A connection with MptcpFlags Fallback goes on as plain TCP.
/// </example>
/// <example>
/// Over which addresses does an association of SCTP go
/// <code>Get-Socket -Protocol Sctp | Where-Object IsAssociation | Format-Table AssociationState, LocalAddresses, RemoteAddresses, PrimaryAddress, Errors, Process</code>
/// An association stands beside its endpoint, the program's socket, and has that one's inode and owners. Each of the peer's addresses is a path; Errors counts
/// timeouts in a row without an answer. A kernel without sctp_diag says so in an error.
/// </example>
/// <example>
/// Why does a connection of SMC go over TCP
/// <code>Get-Socket -Protocol Smc -State Established | Where-Object Mode -EQ Fallback | Format-Table LocalPort, RemoteAddress, FallbackReason, PeerDiagnosis, Process</code>
/// NoDevice: this machine has no device for it. PeerDeclined: PeerDiagnosis is the other end's reason. PeerLacksSmc: the other end speaks TCP alone. The TCP socket that carries the data then is
/// listed by -Protocol Tcp, with the same ends, the state and the queues.
/// </example>
/// <example>
/// Datagrams of UDP-Lite beside those of UDP
/// <code>Get-Socket -Protocol Udp, UdpLite -Listening | Sort-Object LocalPort | Format-Table Protocol, LocalAddress, LocalPort, ReceiveQueue, Process</code>
/// The ports of the two are apart. The newest kernels have no UDP-Lite: naming it is an error there, which says so.
/// </example>
/// <example>
/// Which container listens on port 8080
/// <code>Get-Socket -NetworkNamespace * -Listening -LocalPort 8080 | Format-Table NetworkNamespace, LocalAddress, ProcessId, Process, ContainerId</code>
/// Each network namespace has ports of its own, so there may be several. NetworkNamespace is the name that ip netns knows, else the container or the unit, else
/// net:[inode]; it is empty for the current one. As root: without it one warning counts the namespaces that could not be entered.
/// </example>
/// <example>
/// Who is at the other end
/// <code>Get-Socket -RemotePort 5432 -State Established -IncludePeer | Format-Table Process, LocalPort, RemoteAddress, PeerProcessId, PeerProcess</code>
/// PeerProcess is empty where the other end is on another machine, or behind a translation of addresses. Between containers, add -NetworkNamespace *.
/// </example>
/// <example>
/// Sockets by container or service
/// <code>Get-Socket | Group-Object Unit, ContainerId -NoElement | Sort-Object Count -Descending -Top 10</code>
/// Both come from the cgroup of the owner's process, as systemd, Docker, Podman, containerd and CRI-O name it.
/// </example>
/// <example>
/// What opened and closed in ten seconds
/// <code>
/// $before = Get-Socket
/// Start-Sleep 10
/// Compare-Object $before (Get-Socket) -Property Cookie -PassThru | Sort-Object SideIndicator |
///     Format-Table SideIndicator, State, LocalPort, RemoteAddress, RemotePort, Process
/// </code>
/// "=>" has been opened, and "&lt;=" is gone. Cookie is the kernel's own number of a socket: it stays the same from the handshake through TIME-WAIT.
/// </example>
/// <example>
/// Keep a listing for later
/// <code>
/// Get-Socket | Export-Csv sockets.csv
/// Get-Socket | ConvertTo-Json -EnumsAsStrings -Depth 3 | Set-Content sockets.json
/// </code>
/// CSV has a column a property, Owners as nginx(1290,8); JSON has them as objects. Export-Clixml keeps the types, and what is imported looks the same again.
/// </example>
[Cmdlet(VerbsCommon.Get, "Socket", DefaultParameterSetName = QuerySet)]
// By name: the types themselves would be made, with all that they hold, before a first call asks anything.
[OutputType("SockDiag.TcpSocket", "SockDiag.UdpSocket", "SockDiag.UdpLiteSocket", "SockDiag.RawSocket", "SockDiag.MptcpSocket", "SockDiag.SctpSocket", "SockDiag.DccpSocket", "SockDiag.UnixSocket", "SockDiag.NetlinkSocket", "SockDiag.PacketSocket", "SockDiag.TipcSocket", "SockDiag.VsockSocket", "SockDiag.SmcSocket", "SockDiag.XdpSocket")]
public sealed class GetSocketCommand : SocketQueryCommand
{
    /// <summary>The protocols to list, answered in this order; All for every one that this kernel has. Without it: Tcp, Udp.</summary>
    [Parameter(ParameterSetName = QuerySet), ValidateNotNullOrEmpty, Values(AreWords = true)]
    public SocketProtocol[] Protocol { get; set; } = [SocketProtocol.Tcp, SocketProtocol.Udp];

    /// <summary>
    /// Also look up who is at the other end, where that is on this machine: PeerProcessId, PeerProcess. With -NetworkNamespace other ends are found in any of the
    /// namespaces that are asked. Not together with -SkipOwner.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet)]
    public SwitchParameter IncludePeer { get; set; }

    private protected override bool IncludesPeers => IncludePeer;

    private protected override SocketProtocol[] AskedProtocols => Protocol;

    /// <summary>One listing answers everything that was asked and piped.</summary>
    protected override void EndProcessing() => Answer(() =>
    {
        if (Query(needsOwners: !SkipOwner) is not SocketQuery query) return;
        using var listing = new SocketListing(query, StopToken);
        using var pause = new CollectionPause(this);
        InEachNamespace(where =>
        {
            foreach (SocketProtocol protocol in query.Protocols) Write(listing, protocol, where, pause);
        });
        Complete(listing, query);
    });

    /// <summary>A protocol that the kernel lacks leaves the others their answer; any other failure would be the same for all.</summary>
    private void Write(SocketListing listing, SocketProtocol protocol, NetworkNamespace? where, CollectionPause pause)
    {
        try
        {
            foreach (Socket socket in listing.Read(protocol, where))
            {
                pause.Count();
                WriteRow(socket);
            }
        }
        catch (KernelRefusedException absent) when (absent.IsProtocolMissing) { WriteAbsent(absent, Protocol); }
    }
}
