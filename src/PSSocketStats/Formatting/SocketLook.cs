using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Formatting;

/// <summary>All that differs between one kind of socket and the next in the common table.</summary>
/// <param name="Protocol">The name of its kind.</param>
/// <param name="Local">The local end, in a table of some width.</param>
/// <param name="Remote">The other end, in a table of some width.</param>
internal sealed record SocketLook(Func<PSObject, string> Protocol, Func<PSObject, int, string> Local, Func<PSObject, int, string> Remote)
{
    // Those that have no address and port, or more than these, by the name of their protocol.
    private static readonly Dictionary<string, SocketLook> _byProtocol = new()
    {
        [nameof(SocketProtocol.Raw)] = RawLook.Look,
        [nameof(SocketProtocol.Sctp)] = SctpLook.Look,
        [nameof(SocketProtocol.Unix)] = UnixLook.Look,
        [nameof(SocketProtocol.Netlink)] = NetlinkLook.Look,
        [nameof(SocketProtocol.Packet)] = PacketLook.Look,
        [nameof(SocketProtocol.Tipc)] = TipcLook.Look,
        [nameof(SocketProtocol.Vsock)] = VsockLook.Look,
        [nameof(SocketProtocol.Xdp)] = XdpLook.Look,
    };

    public static SocketLook Of(PSObject row) => _byProtocol.GetValueOrDefault(row.Text("Protocol"), InetLook.Look);

    /// <summary><c>tcp</c>, <c>udp</c>.</summary>
    public static string ProtocolName(PSObject row) => row.Text("Protocol").ToLowerInvariant();
}
