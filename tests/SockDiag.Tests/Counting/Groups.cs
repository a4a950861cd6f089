using System.Globalization;
using System.Net;

namespace SockDiag.Tests.Counting;

/// <summary>Groups as text, a line each: what the core counted, and the same counted from the sockets themselves.</summary>
internal static class Groups
{
    private static readonly SocketProtocol[] _protocols = [SocketProtocol.Tcp, SocketProtocol.Udp];

    /// <summary>What the core counts in the calling thread's namespace, in its order.</summary>
    public static SocketGroup[] Counted(SocketGrouping grouping, SocketFilter? filter = null, SocketState states = SocketState.All)
    {
        using var listing = new SocketListing(Query(filter, states, skipOwners: !grouping.Properties.Contains(SocketProperty.Process)), TestContext.Current.CancellationToken);
        SocketGroup[] groups = [.. listing.Count(grouping, absent => throw absent)];
        listing.Complete();
        return groups;
    }

    /// <summary>What it counts, sorted.</summary>
    public static IEnumerable<string> Of(SocketGrouping grouping, SocketFilter? filter = null, SocketState states = SocketState.All) =>
        Counted(grouping, filter, states).Select(group => Line(group.Values, group.Count, group.ReceiveQueue, group.SendQueue)).Order();

    /// <summary>The same from a listing, sorted.</summary>
    public static IEnumerable<string> OfSockets(SocketGrouping grouping, SocketFilter? filter = null, SocketState states = SocketState.All) => SocketTable
        .Read(Query(filter, states, skipOwners: false), TestContext.Current.CancellationToken)
        .Cast<InetSocket>()
        .GroupBy(socket => Line(grouping.Properties.Select(property => Value(socket, property, grouping)), null))
        .Select(group => $"{group.Key}{group.Count()} {group.Sum(socket => socket.ReceiveQueue ?? 0)} {group.Sum(socket => socket.SendQueue ?? 0)}")
        .Order();

    private static SocketQuery Query(SocketFilter? filter, SocketState states, bool skipOwners) => new(_protocols) { Filter = filter, States = states, SkipOwners = skipOwners };

    private static string Line(IEnumerable<object?> values, params long[]? numbers) =>
        string.Concat(values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture) + " | ")) + string.Join(' ', numbers ?? []);

    private static object? Value(InetSocket socket, SocketProperty property, SocketGrouping grouping) => property switch
    {
        SocketProperty.RemoteAddress => Network(socket, grouping),
        SocketProperty.UserName => socket.UserName ?? $"{socket.UserId}", // a user without a name is not all users without a name
        _ => typeof(InetSocket).GetProperty($"{property}")?.GetValue(socket), // those of other families are null
    };

    /// <summary>The peer's network, where there is a peer.</summary>
    private static string Network(InetSocket socket, SocketGrouping grouping)
    {
        string[] addressAndZone = socket.RemoteAddress.Split('%');
        var address = IPAddress.Parse(addressAndZone[0]);
        byte[] bytes = address.GetAddressBytes();
        if ((bytes.Length == 4 ? grouping.RemotePrefixLength : grouping.RemotePrefixLengthIPv6) is not int length || bytes.All(part => part == 0)) return socket.RemoteAddress;
        for (int bit = length; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> bit % 8);
        string zone = addressAndZone.Length == 1 || length < 10 ? "" : '%' + addressAndZone[1]; // link-local networks are another one on another link
        return $"{new IPAddress(bytes)}/{length}{zone}";
    }
}
