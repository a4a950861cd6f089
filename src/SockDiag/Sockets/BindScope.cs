namespace SockDiag;

/// <summary>Who can reach a socket that waits for peers.</summary>
public enum BindScope
{
    /// <summary>This machine alone: bound to 127.0.0.0/8 or ::1.</summary>
    Loopback,

    /// <summary>Bound to one address, or to one device.</summary>
    Address,

    /// <summary>Every IPv4 address of the machine (<c>0.0.0.0</c>).</summary>
    AnyIPv4,

    /// <summary>Every IPv6 address and no IPv4 one (<c>::</c> with <c>IPV6_V6ONLY</c>).</summary>
    AnyIPv6,

    /// <summary>Every address, IPv4 and IPv6 (<c>::</c> without <c>IPV6_V6ONLY</c>).</summary>
    AnyDualStack,
}
