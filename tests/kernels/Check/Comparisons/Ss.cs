using System.Diagnostics;

namespace SockDiag.KernelChecks.Comparisons;

/// <summary>The guest's <c>ss</c>: what it prints, and its words for the states.</summary>
internal static class Ss
{
    /// <summary>The lines of <c>ss -A</c>.</summary>
    /// <param name="tables">What it calls a protocol.</param>
    /// <param name="options">What it is to say of each socket.</param>
    public static Func<IEnumerable<string>> Table(string tables, string options = "-Han") => () =>
    {
        using Process ss = Process.Start(new ProcessStartInfo("/bin/ss", [options, "-A", tables]) { RedirectStandardOutput = true })!;
        string[] lines = ss.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ss.WaitForExit();
        return lines;
    };

    public static string State(SocketState state) => state switch
    {
        SocketState.Established => "ESTAB",
        SocketState.SynSent => "SYN-SENT",
        SocketState.SynReceived => "SYN-RECV",
        SocketState.FinWait1 => "FIN-WAIT-1",
        SocketState.FinWait2 => "FIN-WAIT-2",
        SocketState.TimeWait => "TIME-WAIT",
        SocketState.Unconnected => "UNCONN",
        SocketState.CloseWait => "CLOSE-WAIT",
        SocketState.LastAck => "LAST-ACK",
        SocketState.Listen => "LISTEN",
        SocketState.Closing => "CLOSING",
        _ => $"{state}",
    };
}
