namespace SockDiag.Families.Unix;

/// <summary>Unix domain sockets. Ends that nobody has accepted yet are in no list.</summary>
internal static class UnixDomain
{
    public static readonly Family Family = new(
        SocketProtocol.Unix,
        SocketState.Established | SocketState.Unconnected | SocketState.Listen,
        ListeningStates: SocketState.Listen,
        UnixRecord.Has,
        Extensions: 0,
        UnixRequest.Attempts,
        Parse,
        new("unix_diag", "CONFIG_UNIX_DIAG"));

    private static UnixSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        UnixRecord.Parse(payload, offset, reading.Origin.UnixNeighbours, out UnixRecord record, out SocketMemory? memory);
        if (record.IsAtAQueue) reading.Origin.UnixNeighbours.LearnQueues();
        return reading.Wants(in record) ? new UnixSocket(in record, memory, reading.Origin) : null;
    }
}
