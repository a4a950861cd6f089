namespace SockDiag;

/// <summary>A socket's own address family. An IPv6 socket with an IPv4 peer is <see cref="IPv6"/>.</summary>
public enum SocketAddressFamily
{
    /// <summary><c>AF_INET</c>.</summary>
    IPv4 = 2,

    /// <summary><c>AF_INET6</c>.</summary>
    IPv6 = 10,
}
