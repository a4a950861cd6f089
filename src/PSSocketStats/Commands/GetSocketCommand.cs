using System.Management.Automation;
using PSSocketStats.Parameters;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>Lists the sockets of this machine, straight from the kernel, with their states, queues and owners.</summary>
/// <remarks>
/// <para>
/// Asks the kernel over NETLINK_SOCK_DIAG for the TCP and UDP sockets of the current network namespace and emits one object a socket, in the kernel's order.
/// Without parameters all are listed, in every state. Values of one parameter are alternatives; different parameters must all hold. What a parameter says is
/// handed to the kernel as far as the kernel can decide it, so a parameter is much faster than Where-Object behind the pipe.
/// </para>
/// <para>
/// What the kernel did not say is null, never 0. ReceiveQueue and SendQueue are bytes of a TCP connection and kernel memory of a UDP socket; a listener has
/// AcceptQueue and AcceptQueueLimit instead: connections that wait for its program, and how many may.
/// </para>
/// <para>
/// Every user sees every socket. The owners of other users' processes need root or CAP_SYS_PTRACE: OwnerVisibility says for each socket why an owner is there
/// or not, and one warning counts those that are hidden.
/// </para>
/// </remarks>
/// <example>
/// What listens here, and who can reach it
/// <code>Get-Socket -Listening | Sort-Object BindScope, LocalPort</code>
/// BindScope says it in one word: Loopback is reached from this machine alone, AnyIPv4, AnyIPv6 and AnyDualStack from wherever packets come.
/// </example>
/// <example>
/// Who holds connections to a database
/// <code>Get-Socket -RemotePort 5432 -State Established | Group-Object Process -NoElement | Sort-Object Count -Descending</code>
/// One line a program, with the number of its connections to port 5432 of any machine.
/// </example>
/// <example>
/// Whose short connections fill the table
/// <code>Get-Socket -State TimeWait | Group-Object RemoteAddress -NoElement | Sort-Object Count -Descending -Top 10</code>
/// TIME-WAIT stays for a minute on the side that closed first. No program holds such a socket, so no owner is looked up.
/// </example>
/// <example>
/// The sockets of a program
/// <code>Get-Process nginx | Get-Socket</code>
/// Connections that wait for the program to accept them are included. A program that does not run is an error of Get-Process, and no socket.
/// </example>
[Cmdlet(VerbsCommon.Get, "Socket")]
[OutputType(typeof(TcpSocket), typeof(UdpSocket))]
public sealed class GetSocketCommand : SocketQueryCommand
{
    /// <summary>The protocols to list, answered in this order. Without it: Tcp, Udp.</summary>
    [Parameter, ValidateNotNullOrEmpty, NoNullElement]
    public SocketProtocol[] Protocol { get; set; } = [SocketProtocol.Tcp, SocketProtocol.Udp];

    /// <summary>Also ask for what the kernel tells only when asked: Memory, TypeOfService, TrafficClass and ClassId.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>One listing answers everything that was asked and piped.</summary>
    protected override void EndProcessing()
    {
        if (Query(Protocol, Detailed) is not SocketQuery query) return;
        using var listing = new SocketListing(query, StopToken);
        try
        {
            foreach (SocketProtocol protocol in query.Protocols) Write(listing, protocol);
            listing.Complete();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested) { return; }
        if (Warnings.Hidden(listing, query) is string hidden) WriteWarning(hidden);
        if (Warnings.Gap(listing) is string gap) WriteWarning(gap);
    }

    /// <summary>One that fails leaves the others their answer.</summary>
    private void Write(SocketListing listing, SocketProtocol protocol)
    {
        try
        {
            foreach (Socket socket in listing.Read(protocol)) WriteObject(socket);
        }
        catch (SockDiagException failure) { Report(failure); }
    }

    /// <summary>A protocol that the kernel lacks is one of several; any other failure would be the same for all.</summary>
    private void Report(SockDiagException failure)
    {
        ErrorRecord error = Errors.From(failure, AsksForMark);
        if (failure is KernelRefusedException { IsProtocolMissing: true }) WriteError(error);
        else ThrowTerminatingError(error);
    }
}
