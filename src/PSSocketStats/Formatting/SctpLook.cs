namespace PSSocketStats.Formatting;

/// <summary>An association stands with its endpoint and has the same addresses: it is called by another name.</summary>
internal static class SctpLook
{
    public static readonly SocketLook Look = InetLook.Look with { Protocol = static row => row.Text("AssociationState") == "" ? SocketLook.ProtocolName(row) : "sctp_as" };
}
