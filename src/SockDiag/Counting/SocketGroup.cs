namespace SockDiag;

/// <summary>Sockets that have the same values of the properties by which they were counted.</summary>
public sealed class SocketGroup
{
    internal SocketGroup(IReadOnlyList<object?> values, long count, long receiveQueue, long sendQueue)
    {
        Values = values;
        Count = count;
        ReceiveQueue = receiveQueue;
        SendQueue = sendQueue;
    }

    /// <summary>The values that they share, in the order of <see cref="SocketGrouping.Properties"/>.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>How many sockets there are.</summary>
    public long Count { get; }

    /// <summary>The sum of what waits to be read (<c>idiag_rqueue</c>), listeners left out: bytes of TCP, kernel memory of UDP.</summary>
    public long ReceiveQueue { get; }

    /// <summary>The sum of what waits to be sent or acknowledged (<c>idiag_wqueue</c>), listeners left out: bytes of TCP, kernel memory of UDP.</summary>
    public long SendQueue { get; }
}
