using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>Shows the kernel's bookkeeping of TCP connections: round-trip times, windows, losses, rates.</summary>
/// <remarks>
/// <para>
/// Asks the kernel for the tcp_info of each TCP connection and emits one object a connection, with full names and with units in the names. What the running
/// kernel does not have, or does not know yet, is null, never 0; about_Socket_Fields describes every property. Listeners, TIME-WAIT, half-open and only bound
/// sockets have no tcp_info and are left out, so that -Listening and -BindScope find nothing here.
/// </para>
/// <para>
/// Sockets from the pipeline (Get-Socket -RemotePort 5432 | Get-TcpInfo) are looked up again by address pair and cookie and keep the owners of their listing;
/// one that has gone meanwhile is an error of its own (SocketGone), and another connection of the same addresses is not taken for it.
/// </para>
/// <para>
/// Most counters run since the connection began, so what happens now is the difference of two looks. Times and windows are of this moment.
/// </para>
/// </remarks>
/// <example>
/// Up but slow: where does it take long
/// <code>Get-TcpInfo -RemoteAddress 10.0.9.0/24 | Sort-Object RttMilliseconds -Descending</code>
/// The farthest peers first. A connection that loses packets, or that its peer holds up, stands out in the table.
/// </example>
/// <example>
/// The connections of a listing that is already there
/// <code>Get-Socket -RemotePort 5432 -State Established | Get-TcpInfo | Format-List</code>
/// The list has every property: path, window, loss, rate, buffers.
/// </example>
/// <example>
/// The connections of a program
/// <code>Get-Process nginx | Get-TcpInfo | Format-Table RemoteAddress, RemotePort, State, RttMilliseconds, RetransmitPercent, SendRateBitsPerSecond</code>
/// Where the processes of several users are meant, run it as root: other users' owners are hidden.
/// </example>
/// <example>
/// Packets that are lost
/// <code>
/// Get-TcpInfo | Sort-Object RetransmitPercent -Descending -Top 10 |
///     Format-Table RemoteAddress, RetransmitPercent, RetransmitsTotal, DuplicateSacks, CongestionWindowSegments, RttMilliseconds
/// </code>
/// One per cent over a hundred segments or more is much: it limits a loss-driven sender whatever the link. DuplicateSacks are retransmissions that were not
/// needed. One network among these peers points at its path, all of them at the own link.
/// </example>
/// <example>
/// A queue on the way: round-trip time against its minimum
/// <code>
/// Get-TcpInfo -State Established | Sort-Object { $_.RttMilliseconds - $_.MinimumRttMilliseconds } -Descending -Top 10 |
///     Format-Table RemoteAddress, RttMilliseconds, MinimumRttMilliseconds, UnackedSegments, NotSentBytes
/// </code>
/// With some segments in flight, 50 ms above the minimum and more is a buffer that stands full. Without any the number is old or a held-back acknowledgement.
/// </example>
/// <example>
/// Peers that do not read what we send
/// <code>
/// Get-TcpInfo | Where-Object Timer -eq ZeroWindowProbe |
///     Format-Table RemoteAddress, NotSentBytes, SendWindowBytes, UnansweredProbes, LastDataSentMilliseconds, Process
/// </code>
/// The peer's window is closed and the kernel asks again and again. UnansweredProbes stays low with a peer that lives and does not read.
/// </example>
/// <example>
/// What held a connection up: the peer, the send buffer, or neither
/// <code>
/// Get-TcpInfo | Sort-Object BusyMilliseconds -Descending -Top 10 |
///     Format-Table RemoteAddress, BusyMilliseconds, ReceiveWindowLimitedMilliseconds, SendBufferLimitedMilliseconds, IsApplicationLimited
/// </code>
/// Busy is the time with something to send. Most of it limited by the receive window: the peer is slow. IsApplicationLimited: the program offers no more, and
/// the network is not the problem.
/// </example>
/// <example>
/// Packets that are lost in any container
/// <code>
/// Get-TcpInfo -NetworkNamespace * | Sort-Object RetransmitPercent -Descending -Top 10 |
///     Format-Table NetworkNamespace, RemoteAddress, RetransmitPercent, RetransmitsTotal, Process
/// </code>
/// Each network namespace is asked once. NetworkNamespace is empty for the current one.
/// </example>
/// <example>
/// A path that is dead, or passes no large packets
/// <code>
/// Get-TcpInfo | Sort-Object Retransmits, BackoffExponent -Descending -Top 10 |
///     Format-Table RemoteAddress, State, Retransmits, BackoffExponent, LastAckReceivedMilliseconds, BytesAcknowledged, SendMssBytes, PathMtuBytes
/// </code>
/// Three retransmissions in a row and no acknowledgement for long: nothing comes through. A BytesAcknowledged that stands where the first full segment began,
/// on several connections to one place: packets of SendMssBytes do not pass, and the router's word about it does not come back.
/// </example>
/// <example>
/// Since when has a program not closed what its peer closed
/// <code>
/// Get-TcpInfo -State CloseWait | Sort-Object LastAckReceivedMilliseconds -Descending |
///     Format-Table Process, ProcessId, RemoteAddress, LastAckReceivedMilliseconds
/// </code>
/// A connection has been in CLOSE-WAIT for at least this time. Ten of over a minute in one program are a leak.
/// </example>
/// <example>
/// Idle connections that nobody probes
/// <code>Get-TcpInfo -State Established | Where-Object Timer -eq Off | Sort-Object LastDataReceivedMilliseconds -Descending -Top 10</code>
/// No keepalive, and silent for long: a NAT or a load balancer on the way may have forgotten them, and the next write will hang.
/// </example>
/// <example>
/// A pool whose connections are not used
/// <code>
/// Get-TcpInfo -RemoteAddress 10.0.9.55 -RemotePort 5432 | Where-Object LastDataSentMilliseconds -ge 0 |
///     Measure-Object LastDataSentMilliseconds -Minimum -Maximum -Average
/// </code>
/// A pool keeps its newest busy. A long idle tail that is evenly spread is a job that opens a connection each time and leaves it. Where-Object leaves out those
/// that never sent, whose null Measure-Object would count in the average.
/// </example>
/// <example>
/// Which congestion control, and which segment sizes
/// <code>Get-TcpInfo -SkipOwner | Group-Object CongestionControl, SendMssBytes -NoElement | Sort-Object Count -Descending</code>
/// A size far below the others, 536 for instance, is a tunnel's clamp or an option that got lost.
/// </example>
/// <example>
/// What moved in five seconds
/// <code>
/// $before = Get-TcpInfo -RemotePort 5432 | Group-Object Cookie -AsHashTable
/// Start-Sleep 5
/// Get-TcpInfo -RemotePort 5432 | Where-Object { $before[$_.Cookie] } | Select-Object RemoteAddress, Process,
///     @{ Name = 'Sent'; Expression = { $_.BytesSent - $before[$_.Cookie][0].BytesSent } },
///     @{ Name = 'Received'; Expression = { $_.BytesReceived - $before[$_.Cookie][0].BytesReceived } },
///     @{ Name = 'Retransmitted'; Expression = { $_.BytesRetransmitted - $before[$_.Cookie][0].BytesRetransmitted } }
/// </code>
/// The counters run since the connection began; the difference is what happens now. Cookie tells that it is the same connection.
/// </example>
/// <example>
/// A line a minute for a graph
/// <code>
/// 1..3 | ForEach-Object {
///     Get-TcpInfo -RemotePort 5432 -SkipOwner |
///         Select-Object @{ Name = 'At'; Expression = { Get-Date } }, RemoteAddress, LocalPort, RttMilliseconds, RetransmitPercent
///     Start-Sleep 60
/// } | Export-Csv rtt.csv
/// </code>
/// Full names with their units are the columns. -SkipOwner spares the look at every process.
/// </example>
[Cmdlet(VerbsCommon.Get, "TcpInfo", DefaultParameterSetName = QuerySet)]
[OutputType(typeof(TcpInfo))]
public sealed class GetTcpInfoCommand : SocketQueryCommand
{
    private readonly List<Socket> _sockets = [];
    private int _leftOut;

    /// <summary>Sockets to look up again, as Get-Socket or Get-TcpInfo gave them. Those without a tcp_info are left out; -Verbose counts them.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true), ValidateNotNull]
    public Socket[] InputObject { get; set; } = [];

    /// <summary>
    /// Also look up who is at the other end, where that is on this machine: PeerProcessId, PeerProcess. With -NetworkNamespace other ends are found in any of the
    /// namespaces that are asked. Not together with -SkipOwner.
    /// </summary>
    [Parameter(ParameterSetName = QuerySet)]
    public SwitchParameter IncludePeer { get; set; }

    private protected override bool IncludesPeers => IncludePeer;

    private protected override SocketProtocol[] AskedProtocols => [SocketProtocol.Tcp];

    /// <summary>Piped sockets are collected.</summary>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        foreach (Socket socket in InputObject)
        {
            if (SocketTable.HasTcpInfo(socket)) _sockets.Add(socket);
            else _leftOut++;
        }
    }

    /// <summary>One question answers everything that was asked and piped.</summary>
    protected override void EndProcessing() => Answer(() =>
    {
        if (ParameterSetName == InputSet) LookUp();
        else if (Query(needsOwners: !SkipOwner) is SocketQuery query) List(query);
    });

    private void List(SocketQuery query)
    {
        using var listing = new SocketListing(query, StopToken);
        using var pause = new CollectionPause(this);
        InEachNamespace(where =>
        {
            foreach (TcpInfo info in listing.ReadTcpInfo(where))
            {
                pause.Count();
                WriteRow(info);
            }
        });
        Complete(listing, query);
    }

    private void LookUp()
    {
        if (_leftOut > 0) WriteVerbose($"{_leftOut} sockets have no tcp_info (no TCP, listeners, TIME-WAIT, half-open, only bound) and were left out.");
        foreach ((Socket socket, TcpInfo? now) in SocketTable.FindTcpInfo(_sockets, Detailed, StopToken))
        {
            if (now is not null) WriteObject(now);
            else WriteError(Errors.SocketGone(socket));
        }
    }
}
