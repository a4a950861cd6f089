using System.Management.Automation;

namespace PSSocketStats.Formatting;

/// <summary>Contexts by name where they have one, and ports: <c>host:5061</c>, <c>*:5061</c> where it is every context of this machine.</summary>
internal static class VsockLook
{
    public static readonly SocketLook Look = new(SocketLook.ProtocolName, static (row, _) => End(row, "Local"), static (row, _) => End(row, "Remote"));

    private static string End(PSObject row, string side) =>
        $"{Wildcard(row.Named($"{side}ContextName", $"{side}ContextId"))}:{Wildcard(row.Text($"{side}Port"))}";

    private static string Wildcard(string text) => text is "" or "any" ? "*" : text;
}
