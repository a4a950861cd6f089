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

    /// <summary>The sum of their receive queues, listeners left out (<see cref="InetSocket.ReceiveQueue"/>).</summary>
    public long ReceiveQueue { get; }

    /// <summary>The sum of their send queues, listeners left out (<see cref="InetSocket.SendQueue"/>).</summary>
    public long SendQueue { get; }
}
