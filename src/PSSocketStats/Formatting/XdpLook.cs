namespace PSSocketStats.Formatting;

/// <summary>Interface and queue, <c>eth0:q0</c>; nobody is at another end.</summary>
internal static class XdpLook
{
    public static readonly SocketLook Look = new(
        SocketLook.ProtocolName,
        static (row, _) => row.Text("QueueId") is { Length: > 0 } queue ? $"{row.Text("Interface")}:q{queue}" : "*",
        static (_, _) => "*");
}
