namespace SockDiag.KernelChecks.Comparisons;

/// <summary>SCTP: an endpoint as others; an association - STATE :PORT REMOTE:PORT, without its local address, which of an IPv6 one <c>ss</c> takes from where the kernel leaves zeros.</summary>
internal static class Associations
{
    public static readonly Comparison Comparison = new(SocketProtocol.Sctp, Ss.Table("sctp"), Ours, Theirs);

    private static string? Ours(Socket socket)
    {
        if (socket is not SctpSocket { AssociationState: SctpAssociationState state } association) return Inet.Ours(socket);
        string remote = association.RemoteAddress.Contains(':') ? $"[{association.RemoteAddress}]" : association.RemoteAddress;
        return $"- {Word(state)} :{association.LocalPort} {remote}:{association.RemotePort}";
    }

    // STATE RECEIVE SEND LOCAL REMOTE, and before it, of an association, `-
    private static string Theirs(string[] words) =>
        words[0] == "`-" ? $"- {words[1]} {words[4][words[4].LastIndexOf(':')..]} {words[5]}" : $"{words[0]} {words[3]} {words[4]}";

    private static string Word(SctpAssociationState state) => state switch
    {
        SctpAssociationState.Established => "ESTAB",
        SctpAssociationState.ShutdownPending => "SHUTDOWN_PENDING",
        _ => $"{state}",
    };
}
