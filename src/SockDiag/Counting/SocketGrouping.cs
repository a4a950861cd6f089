namespace SockDiag;

/// <summary>By what sockets are counted.</summary>
/// <param name="properties">The properties; sockets that have the same values are one group.</param>
public sealed class SocketGrouping(params IEnumerable<SocketProperty> properties)
{
    /// <summary>The properties, in the order of <see cref="SocketGroup.Values"/>.</summary>
    public IReadOnlyList<SocketProperty> Properties { get; } = [.. properties.Distinct()];

    /// <summary>How many bits of an IPv4 peer's address count, 0 to 32; null for the whole address.</summary>
    public int? RemotePrefixLength { get; init; }

    /// <summary>How many bits of an IPv6 peer's address count, 0 to 128; null for the whole address.</summary>
    public int? RemotePrefixLengthIPv6 { get; init; }

    /// <summary>Whether owners must be known.</summary>
    internal bool NeedsOwners => Properties.Contains(SocketProperty.Process);
}
