using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>
/// <para type="synopsis">Lists the sockets of this machine, straight from the kernel, with their states, queues and owners.</para>
/// <para type="description">Asks the kernel over NETLINK_SOCK_DIAG for TCP and UDP sockets and emits one object a socket, in the kernel's order. Parameters are passed to the kernel as far as it can decide them; what it did not say is null. Without parameters all sockets of the current network namespace are listed, in every state.</para>
/// <para type="description">Every user sees every socket. Owners of other users' processes need root or CAP_SYS_PTRACE: OwnerVisibility says for each socket why an owner is there or not, and one warning counts those that are hidden.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "Socket")]
[OutputType(typeof(TcpSocket), typeof(UdpSocket))]
public sealed class GetSocketCommand : SocketQueryCommand
{
    /// <summary>
    /// <para type="description">The protocols to list, answered in this order. Without it: Tcp, Udp.</para>
    /// </summary>
    [Parameter, ValidateNotNullOrEmpty]
    public SocketProtocol[] Protocol { get; set; } = [SocketProtocol.Tcp, SocketProtocol.Udp];

    /// <summary>
    /// <para type="description">Also ask for what the kernel tells only when asked: Memory, TypeOfService, TrafficClass and ClassId.</para>
    /// </summary>
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
