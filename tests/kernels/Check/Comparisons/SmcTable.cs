using System.Globalization;

namespace SockDiag.KernelChecks.Comparisons;

/// <summary>LOCAL:PORT of those that listen, with REMOTE:PORT of those that have a peer. <c>ss</c> has no word for SMC: it lists the TCP sockets underneath, which the fixture's ports tell from others.</summary>
internal static class SmcTable
{
    private const int FirstPort = 5071, LastPort = 5079, FirstOfTcpAlone = 5080, LastOfTcpAlone = 5089, FullPort = 5077;

    public static readonly Comparison Comparison = new(SocketProtocol.Smc, Ss.Table("tcp"), Ours, Theirs) { Witness = "ss, of TCP underneath" };

    private static string? Ours(Socket socket)
    {
        var smc = (SmcSocket)socket;
        return smc.RemotePort != 0 ? Inet.Ends(smc, smc.LocalPort) : smc.State == SocketState.Listen ? Inet.Local(smc, smc.LocalPort) : null;
    }

    // STATE RECEIVE SEND LOCAL REMOTE
    private static string? Theirs(string[] words)
    {
        int local = Port(words[3]), remote = Port(words[4]);
        bool isTcpAlone = local is FullPort or (>= FirstOfTcpAlone and <= LastOfTcpAlone) || words[0] == "UNCONN";
        if (isTcpAlone || local is not (>= FirstPort and <= LastPort) && remote is not (>= FirstPort and <= LastPort)) return null;
        return remote == 0 ? words[3] : $"{words[3]} {words[4]}";
    }

    private static int Port(string end) => int.TryParse(end[(end.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture, out int port) ? port : 0;
}
