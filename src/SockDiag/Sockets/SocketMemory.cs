using System.Runtime.InteropServices;

namespace SockDiag;

/// <summary>A socket's memory, in bytes of kernel memory (<c>INET_DIAG_SKMEMINFO</c>, Linux 3.3; <c>UNIX_DIAG_MEMINFO</c>). What the kernel's answer does not reach is null.</summary>
public sealed class SocketMemory
{
    private readonly uint[] _values;

    internal SocketMemory(ReadOnlySpan<byte> values) => _values = MemoryMarshal.Cast<byte, uint>(values[..(values.Length & ~3)]).ToArray();

    /// <summary>Memory of what was received and not yet read (<c>SK_MEMINFO_RMEM_ALLOC</c>).</summary>
    public long? ReceiveAllocated => Value(0);

    /// <summary>The limit of <see cref="ReceiveAllocated"/> (<c>SK_MEMINFO_RCVBUF</c>; <c>SO_RCVBUF</c>, doubled by the kernel).</summary>
    public long? ReceiveBuffer => Value(1);

    /// <summary>Memory handed to the network device and not yet sent (<c>SK_MEMINFO_WMEM_ALLOC</c>).</summary>
    public long? TransmitAllocated => Value(2);

    /// <summary>The limit of what is queued to send (<c>SK_MEMINFO_SNDBUF</c>; <c>SO_SNDBUF</c>, doubled by the kernel).</summary>
    public long? SendBuffer => Value(3);

    /// <summary>Memory set aside and not used (<c>SK_MEMINFO_FWD_ALLOC</c>).</summary>
    public long? ForwardAllocated => Value(4);

    /// <summary>Memory of what is queued to send (<c>SK_MEMINFO_WMEM_QUEUED</c>).</summary>
    public long? WriteQueued => Value(5);

    /// <summary>Memory of options and filters (<c>SK_MEMINFO_OPTMEM</c>).</summary>
    public long? OptionMemory => Value(6);

    /// <summary>Memory of packets that came while the program held the socket (<c>SK_MEMINFO_BACKLOG</c>); null before Linux 3.6.</summary>
    public long? Backlog => Value(7);

    /// <summary>Packets thrown away since the socket was made, a count (<c>SK_MEMINFO_DROPS</c>); null before Linux 4.7.</summary>
    public long? Drops => Value(8);

    /// <summary>The memory in use against its limits, and the drops.</summary>
    public override string ToString() => $"receive {ReceiveAllocated}/{ReceiveBuffer}, send {WriteQueued}/{SendBuffer}, drops {Drops}";

    private long? Value(int index) => index < _values.Length ? _values[index] : null;
}
