namespace SockDiag;

/// <summary>Properties by which sockets can be counted without an object a socket. Each has the name and the values that it has on a socket.</summary>
public enum SocketProperty
{
    /// <summary>The protocol.</summary>
    Protocol,

    /// <summary>The state.</summary>
    State,

    /// <summary>The socket's own address family.</summary>
    AddressFamily,

    /// <summary>The local address.</summary>
    LocalAddress,

    /// <summary>The local port.</summary>
    LocalPort,

    /// <summary>The peer's address, or its network where a prefix length is given.</summary>
    RemoteAddress,

    /// <summary>The peer's port.</summary>
    RemotePort,

    /// <summary>The first owner's command name.</summary>
    Process,

    /// <summary>The name of the user who made the socket.</summary>
    UserName,

    /// <summary>The device that the socket is bound to.</summary>
    Interface,

    /// <summary>The cgroup v2 in which the socket was made.</summary>
    CgroupPath,

    /// <summary>How the socket carries data.</summary>
    SocketType,

    /// <summary>What a Unix socket is bound to.</summary>
    Path,

    /// <summary>What the socket at the other end of a Unix socket is bound to.</summary>
    PeerPath,

    /// <summary>The network namespace; null for that from which was asked.</summary>
    NetworkNamespace,
}
