namespace PSSocketStats.Formatting;

/// <summary>What a packet socket gets and where; nobody is at another end.</summary>
internal static class PacketLook
{
    public static readonly SocketLook Look = new(
        SocketLook.ProtocolName,
        static (row, _) => $"{row.Named("EtherTypeName", "EtherType")}:{(row.Text("Interface") is { Length: > 0 } device ? device : "*")}",
        static (_, _) => "*");
}
