using System.Net;
using System.Net.Sockets;

namespace PSSocketStats.Parameters;

/// <summary>A host name stands for all its addresses.</summary>
internal static class HostName
{
    /// <summary>The addresses of a name; none where it is no host name or does not resolve.</summary>
    /// <param name="name">The name.</param>
    /// <param name="stop">Ends the wait for a name server.</param>
    public static IReadOnlyList<IPAddress> Addresses(string name, CancellationToken stop)
    {
        // Without a letter it is a mistyped address, and IPAddress reads more than people mean (0x7f.1, 10).
        if (!name.Any(char.IsAsciiLetter) || name.IndexOfAny(['/', ':', '%', ' ']) >= 0 || IPAddress.TryParse(name, out _)) return [];
        try { return Dns.GetHostAddressesAsync(name, stop).WaitAsync(stop).GetAwaiter().GetResult(); } // by itself it ends early only before it has begun
        catch (Exception e) when (e is SocketException or ArgumentException) { return []; }
    }
}
