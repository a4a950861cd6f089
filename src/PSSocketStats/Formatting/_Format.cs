using System.ComponentModel;
using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Formatting;

/// <summary>What the views of PSSocketStats.format.ps1xml call. It reads properties by name, so that objects from a job or a file look like live ones.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class _Format
{
    // From this share of the busy time on, the peer's window is what makes a connection slow.
    private const double LargeShare = 0.1;

    private const int ContainerIdLength = 64;
    private const int ShownOfContainerId = 12;

    /// <summary><c>tcp</c>, <c>udp</c>; Unix sockets by their types, as ss writes them: <c>u_str</c>, <c>u_dgr</c>, <c>u_seq</c>.</summary>
    /// <param name="row">A socket.</param>
    public static string Protocol(PSObject row) => SocketLook.Of(row).Protocol(row);

    /// <summary>The state, of an SCTP association and of DCCP under the protocol's own name; CLOSE-WAIT wants attention: the program has not closed what its peer closed.</summary>
    /// <param name="row">A socket.</param>
    /// <param name="attention">Switches a colour on.</param>
    /// <param name="reset">Switches it off.</param>
    public static string State(PSObject row, string attention, string reset)
    {
        string state = row.Named("AssociationState", "DccpState") is { Length: > 0 } own ? own : row.Text("State");
        return row.Text("State") is nameof(SocketState.CloseWait) ? attention + state + reset : state;
    }

    /// <summary>Bytes that wait to be read; on a listener the accept queue and its limit, which wants attention when it is full.</summary>
    /// <param name="row">A socket.</param>
    /// <param name="attention">Switches a colour on.</param>
    /// <param name="reset">Switches it off.</param>
    public static string ReceiveQueue(PSObject row, string attention, string reset)
    {
        if (row.Number("AcceptQueue") is not long waiting || row.Number("AcceptQueueLimit") is not long limit) return row.Text("ReceiveQueue");
        string queue = $"{waiting}/{limit}";
        return waiting > limit ? attention + queue + reset : queue;
    }

    /// <summary>The local end, as its kind of socket has it.</summary>
    /// <param name="row">A socket.</param>
    /// <param name="tableWidth">The table's width.</param>
    public static string Local(PSObject row, int tableWidth) => SocketLook.Of(row).Local(row, tableWidth);

    /// <summary>The peer's end, as its kind of socket has it; where there is none, a star.</summary>
    /// <param name="row">A socket.</param>
    /// <param name="tableWidth">The table's width.</param>
    public static string Remote(PSObject row, int tableWidth) => SocketLook.Of(row).Remote(row, tableWidth);

    /// <summary>The peer's end of a connection; it wants attention where the peer's window holds the sender up.</summary>
    /// <param name="row">A connection.</param>
    /// <param name="tableWidth">The table's width.</param>
    /// <param name="attention">Switches a colour on.</param>
    /// <param name="reset">Switches it off.</param>
    public static string RemoteOfConnection(PSObject row, int tableWidth, string attention, string reset)
    {
        string remote = Remote(row, tableWidth);
        bool isHeldUp = row.Real("ReceiveWindowLimitedMilliseconds") is double limited && row.Real("BusyMilliseconds") is double busy && busy > 0 && limited / busy >= LargeShare;
        return isHeldUp ? attention + remote + reset : remote;
    }

    /// <summary>Round-trip time and its deviation, as ss writes it.</summary>
    /// <param name="row">A connection.</param>
    public static string RoundTrip(PSObject row) =>
        row.Real("RttMilliseconds") is double rtt ? FormattableString.Invariant($"{rtt:0.###}/{row.Real("RttVarianceMilliseconds"):0.###}") : "";

    /// <summary>Segments sent again, now and in all; it wants attention where some are on their way, or more than one per cent of the bytes were.</summary>
    /// <param name="row">A connection.</param>
    /// <param name="attention">Switches a colour on.</param>
    /// <param name="reset">Switches it off.</param>
    public static string Loss(PSObject row, string attention, string reset)
    {
        if (row.Number("RetransmitsTotal") is not long total) return "";
        long now = row.Number("RetransmitsInFlight") ?? 0;
        string text = $"{now}/{total}";
        return now > 0 || row.Number("LostSegments") > 0 || row.Real("RetransmitPercent") > 1 ? attention + text + reset : text;
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
    public static string NetworkNamespace(PSObject row) => row.Text("NetworkNamespace") switch
    {
        "" => "(current)",
        { Length: ContainerIdLength } id when id.All(char.IsAsciiHexDigitLower) => id[..ShownOfContainerId],
        var name => name,
    };

    /// <summary>The first owner and how many more there are, or in brackets why none is shown.</summary>
    /// <param name="row">A socket.</param>
    public static string Process(PSObject row)
    {
        string visibility = row.Text("OwnerVisibility");
        string id = row.Text("ProcessId");
        bool isQueued = visibility is nameof(OwnerVisibility.AwaitingAccept); // in a listener's accept queue
        if (id == "") return visibility is nameof(OwnerVisibility.NotAsked) ? "" : isQueued ? "(queued)" : $"({visibility.ToLowerInvariant()})";
        int more = OwnerCount(row) - 1;
        string owner = $"{row.Text("Process")} ({id})";
        if (more > 0) owner += $" +{more}";
        return isQueued ? owner + " queued" : owner;
    }

    private static int OwnerCount(PSObject row) => LanguagePrimitives.GetEnumerable(row.Properties["Owners"]?.Value)?.Cast<object?>().Count() ?? 1;
}
