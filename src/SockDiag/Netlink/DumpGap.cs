namespace SockDiag;

/// <summary>Signs that a dump may lack sockets or have some twice. A dump without a sign is still no snapshot: sockets open and close while it runs.</summary>
[Flags]
public enum DumpGap
{
    /// <summary>No sign.</summary>
    None = 0,

    /// <summary>The kernel said that its table changed (<c>NLM_F_DUMP_INTR</c>). No kernel known sends it for sockets.</summary>
    Interrupted = 1,

    /// <summary>The kernel's receive buffer overflowed (<c>ENOBUFS</c>).</summary>
    Overflow = 2,

    /// <summary>A datagram was longer than the buffer (<c>MSG_TRUNC</c>).</summary>
    Truncated = 4,

    /// <summary>The kernel counts more sockets than it listed (<c>/proc/net/protocols</c>): an XDP socket whose interface has gone ends the list, and those that were opened before it do not come, however often is asked.</summary>
    Unlisted = 8,
}
