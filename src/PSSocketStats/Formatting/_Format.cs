using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using SockDiag;

namespace PSSocketStats.Formatting;

/// <summary>What the views of PSSocketStats.format.ps1xml call. It reads properties by name, so that objects from a job or a file look like live ones.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class _Format
{
    private const char Ellipsis = '…';

    // What the table needs beside its two endpoints: the other columns, the gaps, and the first letters of a process.
    private const int BesideEndpoints = 40;

    // From this share of the busy time on, the peer's window is what makes a connection slow.
    private const double LargeShare = 0.1;

    private const int ContainerIdLength = 64;
    private const int ShownOfContainerId = 12;

    // The longest IPv4 endpoint: those are never shortened.
    private const int ShortestEndpoint = 21;

    /// <summary><c>tcp</c>, <c>udp</c>; Unix sockets by their types, as ss writes them: <c>u_str</c>, <c>u_dgr</c>, <c>u_seq</c>.</summary>
    /// <param name="row">A socket.</param>
    public static string Protocol(PSObject row) => Text(row, "Protocol") switch
    {
        nameof(SocketProtocol.Unix) when Text(row, "SocketType") is [_, _, _, ..] type => type == nameof(SocketType.Datagram) ? "u_dgr" : $"u_{type[..3].ToLowerInvariant()}",
        var protocol => protocol.ToLowerInvariant(),
    };

    /// <summary>The state; CLOSE-WAIT wants attention: the program has not closed what its peer closed.</summary>
    /// <param name="row">A socket.</param>
    /// <param name="attention">Switches a colour on.</param>
    /// <param name="reset">Switches it off.</param>
    public static string State(PSObject row, string attention, string reset) =>
        Text(row, "State") is nameof(SocketState.CloseWait) and var state ? attention + state + reset : Text(row, "State");

    /// <summary>Bytes that wait to be read; on a listener the accept queue and its limit, which wants attention when it is full.</summary>
    /// <param name="row">A socket.</param>
    /// <param name="attention">Switches a colour on.</param>
    /// <param name="reset">Switches it off.</param>
    public static string ReceiveQueue(PSObject row, string attention, string reset)
    {
        if (Number(row, "AcceptQueue") is not long waiting || Number(row, "AcceptQueueLimit") is not long limit) return Text(row, "ReceiveQueue");
        string queue = $"{waiting}/{limit}";
        return waiting > limit ? attention + queue + reset : queue;
    }

    /// <summary>
    /// The local end: <c>*:443</c> where it is every address, IPv4 and IPv6; of a raw socket its protocol in place of a port, of a Unix socket its path, of a netlink socket what it is about and its port id,
    /// of a packet socket what it gets and where.
    /// </summary>
    /// <param name="row">A socket.</param>
    /// <param name="tableWidth">The table's width.</param>
    public static string Local(PSObject row, int tableWidth) => Text(row, "Protocol") switch
    {
        nameof(SocketProtocol.Raw) => Endpoint(Text(row, "LocalAddress"), Named(row, "IPProtocolName", "IPProtocol"), tableWidth),
        nameof(SocketProtocol.Unix) => UnixEnd(Text(row, "Path"), Text(row, "Inode"), tableWidth),
        nameof(SocketProtocol.Netlink) => $"{Text(row, "NetlinkProtocol").ToLowerInvariant()}:{(Text(row, "PortId") == "0" && Groups(row) == "" ? "kernel" : Text(row, "PortId"))}",
        nameof(SocketProtocol.Packet) => $"{Named(row, "EtherTypeName", "EtherType")}:{(Text(row, "Interface") is var device && device == "" ? "*" : Visible(device))}",
        _ => LocalAddress(row, tableWidth),
    };

    /// <summary>The peer's end: <c>*:*</c> where there is none; of a Unix socket the peer's path, <c>*</c> where there is none; of a netlink socket what it is connected to, or its groups.</summary>
    /// <param name="row">A socket.</param>
    /// <param name="tableWidth">The table's width.</param>
    public static string Remote(PSObject row, int tableWidth) => Text(row, "Protocol") switch
    {
        nameof(SocketProtocol.Raw) => Text(row, "State") == nameof(SocketState.Established) ? Endpoint(Text(row, "RemoteAddress"), "*", tableWidth) : "*:*",
        nameof(SocketProtocol.Unix) => UnixEnd(Text(row, "PeerPath"), Text(row, "PeerInode"), tableWidth),
        nameof(SocketProtocol.Netlink) => NetlinkPeer(row),
        nameof(SocketProtocol.Packet) => "*",
        _ => RemoteAddress(row, tableWidth),
    };

    /// <summary>A name, or the number where it has none.</summary>
    private static string Named(PSObject row, string name, string number) => Text(row, name) is { Length: > 0 } named ? named : Text(row, number);

    private static string Groups(PSObject row) => Visible(row.Properties["Groups"]?.Value) ?? "";

    /// <summary>What it is connected to, or else the groups that it hears of.</summary>
    private static string NetlinkPeer(PSObject row)
    {
        if (Number(row, "DestinationPortId") is long port) return Number(row, "DestinationGroup") is long group ? $"{port} group {group}" : port == 0 ? "kernel" : $"{port}";
        string groups = Groups(row);
        const int longest = 20;
        return groups == "" ? "*" : $"groups {(groups.Length <= longest ? groups : groups[..longest] + Ellipsis)}";
    }

    private static string LocalAddress(PSObject row, int tableWidth)
    {
        string address = Text(row, "BindScope") == nameof(BindScope.AnyDualStack) ? "*" : Text(row, "LocalAddress");
        string device = Text(row, "Interface");
        if (device != "" && !address.Contains('%')) address += '%' + device;
        return Endpoint(address, Text(row, "LocalPort"), tableWidth);
    }

    private static string RemoteAddress(PSObject row, int tableWidth) =>
        Text(row, "RemotePort") is "0" ? "*:*" : Endpoint(Text(row, "RemoteAddress"), Text(row, "RemotePort"), tableWidth);

    /// <summary>The peer's end of a connection; it wants attention where the peer's window holds the sender up.</summary>
    /// <param name="row">A connection.</param>
    /// <param name="tableWidth">The table's width.</param>
    /// <param name="attention">Switches a colour on.</param>
    /// <param name="reset">Switches it off.</param>
    public static string RemoteOfConnection(PSObject row, int tableWidth, string attention, string reset)
    {
        string remote = Remote(row, tableWidth);
        bool isHeldUp = Real(row, "ReceiveWindowLimitedMilliseconds") is double limited && Real(row, "BusyMilliseconds") is double busy && busy > 0 && limited / busy >= LargeShare;
        return isHeldUp ? attention + remote + reset : remote;
    }

    /// <summary>Round-trip time and its deviation, as ss writes it.</summary>
    /// <param name="row">A connection.</param>
    public static string RoundTrip(PSObject row) =>
        Real(row, "RttMilliseconds") is double rtt ? FormattableString.Invariant($"{rtt:0.###}/{Real(row, "RttVarianceMilliseconds"):0.###}") : "";

    /// <summary>Segments sent again, now and in all; it wants attention where some are on their way, or more than one per cent of the bytes were.</summary>
    /// <param name="row">A connection.</param>
    /// <param name="attention">Switches a colour on.</param>
    /// <param name="reset">Switches it off.</param>
    public static string Loss(PSObject row, string attention, string reset)
    {
        if (Number(row, "RetransmitsTotal") is not long total) return "";
        long now = Number(row, "RetransmitsInFlight") ?? 0;
        string text = $"{now}/{total}";
        return now > 0 || Number(row, "LostSegments") > 0 || Real(row, "RetransmitPercent") > 1 ? attention + text + reset : text;
    }

    /// <summary>A rate with its unit: <c>12.3 Mbit/s</c>.</summary>
    /// <param name="bitsPerSecond">Bits a second.</param>
    public static string Rate(double? bitsPerSecond) => bitsPerSecond switch
    {
        null => "",
        >= 1e9 => FormattableString.Invariant($"{bitsPerSecond / 1e9:0.#} Gbit/s"),
        >= 1e6 => FormattableString.Invariant($"{bitsPerSecond / 1e6:0.#} Mbit/s"),
        >= 1e3 => FormattableString.Invariant($"{bitsPerSecond / 1e3:0.#} kbit/s"),
        _ => FormattableString.Invariant($"{bitsPerSecond:0} bit/s"),
    };

    /// <summary>A number and its ceiling: <c>12/131072</c>.</summary>
    /// <param name="number">The number.</param>
    /// <param name="limit">The ceiling.</param>
    public static string OfLimit(long? number, long? limit) => limit is null ? $"{number}" : $"{number}/{limit}";

    /// <summary>The network namespace, where rows of several stand in one table; of a container's id the twelve digits that engines show.</summary>
    /// <param name="row">A socket.</param>
    public static string NetworkNamespace(PSObject row) => Text(row, "NetworkNamespace") switch
    {
        "" => "(current)",
        { Length: ContainerIdLength } id when id.All(char.IsAsciiHexDigitLower) => id[..ShownOfContainerId],
        var name => Visible(name)!,
    };

    /// <summary>The first owner and how many more there are, or in brackets why none is shown.</summary>
    /// <param name="row">A socket.</param>
    public static string Process(PSObject row)
    {
        string visibility = Text(row, "OwnerVisibility");
        string id = Text(row, "ProcessId");
        bool isQueued = visibility is nameof(OwnerVisibility.AwaitingAccept); // in a listener's accept queue
        if (id == "") return visibility is nameof(OwnerVisibility.NotAsked) ? "" : isQueued ? "(queued)" : $"({visibility.ToLowerInvariant()})";
        int more = OwnerCount(row) - 1;
        string owner = $"{Visible(Text(row, "Process"))} ({id})";
        if (more > 0) owner += $" +{more}";
        return isQueued ? owner + " queued" : owner;
    }

    /// <summary>Makes control characters visible: no name may drive a terminal.</summary>
    /// <param name="value">A name or a path.</param>
    public static string? Visible(object? value)
    {
        string? text = value is null ? null : LanguagePrimitives.ConvertTo<string>(value); // a list is its elements, also one that was kept in a file
        if (text is null || !text.Any(char.IsControl)) return text;
        var visible = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            // C0 and DEL have pictures of their own; C1 has none.
            visible.Append(character switch
            {
                < ' ' => (char)('\u2400' + character),
                '\u007f' => '\u2421',
                _ when char.IsControl(character) => '\ufffd',
                _ => character,
            });
        }
        return visible.ToString();
    }

    /// <summary>An address and a port. An IPv6 address that leaves no room for the rest is shortened in its middle; a port never.</summary>
    private static string Endpoint(string address, string port, int tableWidth)
    {
        bool isIPv6 = address.Contains(':');
        string endpoint = isIPv6 ? $"[{address}]:{port}" : $"{address}:{port}";
        int longest = LongestEnd(tableWidth);
        if (!isIPv6 || endpoint.Length <= longest || tableWidth <= 0) return endpoint;
        int kept = longest - (endpoint.Length - address.Length) - 1;
        return $"[{address[..((kept + 1) / 2)]}{Ellipsis}{address[^(kept / 2)..]}]:{port}";
    }

    /// <summary>A path, or <c>socket:[4711]</c> where it has none. A path that leaves no room for the rest is shortened in its middle.</summary>
    private static string UnixEnd(string path, string inode, int tableWidth)
    {
        if (path == "") return inode == "" ? "*" : $"socket:[{inode}]";
        int longest = LongestEnd(tableWidth);
        if (path.Length <= longest || tableWidth <= 0) return Visible(path)!;
        int kept = longest - 1;
        return Visible($"{path[..(kept / 2)]}{Ellipsis}{path[^((kept + 1) / 2)..]}")!;
    }

    private static int LongestEnd(int tableWidth) => Math.Max(ShortestEndpoint, (tableWidth - BesideEndpoints) / 2);

    private static int OwnerCount(PSObject row) => LanguagePrimitives.GetEnumerable(row.Properties["Owners"]?.Value)?.Cast<object?>().Count() ?? 1;

    private static string Text(PSObject row, string property) =>
        row.Properties[property]?.Value is object value ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" : "";

    private static double? Real(PSObject row, string property) =>
        row.Properties[property]?.Value is object value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    private static long? Number(PSObject row, string property) =>
        row.Properties[property]?.Value is object value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
}
