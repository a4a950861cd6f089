namespace SockDiag;

/// <summary>How a socket carries data, by the numbers of socket(2).</summary>
public enum SocketType
{
    /// <summary>A stream of bytes (<c>SOCK_STREAM</c>).</summary>
    Stream = 1,

    /// <summary>Messages, each by itself (<c>SOCK_DGRAM</c>).</summary>
    Datagram = 2,

    /// <summary>Messages with the headers of the protocol below (<c>SOCK_RAW</c>).</summary>
    Raw = 3,

    /// <summary>Messages, each by itself, that arrive (<c>SOCK_RDM</c>).</summary>
    ReliableDatagram = 4,

    /// <summary>Messages in order over a connection (<c>SOCK_SEQPACKET</c>).</summary>
    SeqPacket = 5,
}
