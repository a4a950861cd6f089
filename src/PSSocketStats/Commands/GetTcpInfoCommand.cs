using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Commands;

/// <summary>Shows the kernel's bookkeeping of TCP connections: round-trip times, windows, losses, rates.</summary>
/// <remarks>
/// <para>Asks the kernel for the tcp_info of each TCP connection and emits one object a connection, with full names and with units in the names. What the running kernel does not have, or does not know yet, is null, never 0. Listeners, TIME-WAIT, half-open and only bound sockets have no tcp_info and are left out.</para>
/// <para>Sockets from the pipeline (Get-Socket -RemotePort 5432 | Get-TcpInfo) are looked up again by address pair and cookie; one that has gone meanwhile is an error of its own.</para>
/// </remarks>
[Cmdlet(VerbsCommon.Get, "TcpInfo", DefaultParameterSetName = QuerySet)]
[OutputType(typeof(TcpInfo))]
public sealed class GetTcpInfoCommand : SocketQueryCommand
{
    private readonly List<Socket> _sockets = [];
    private int _leftOut;

    /// <summary>Sockets to look up again, as Get-Socket or Get-TcpInfo gave them. Those without a tcp_info are left out; -Verbose counts them.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true), ValidateNotNull]
    public Socket[] InputObject { get; set; } = [];

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
        else if (Query([SocketProtocol.Tcp], needsOwners: !SkipOwner) is SocketQuery query) List(query);
    });

    private void List(SocketQuery query)
    {
        using var listing = new SocketListing(query, StopToken);
        foreach (TcpInfo info in listing.ReadTcpInfo()) WriteObject(info);
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
