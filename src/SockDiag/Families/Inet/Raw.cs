namespace SockDiag.Families.Inet;

/// <summary>Raw sockets: programs that speak an IP protocol themselves. They have no ports.</summary>
internal static class Raw
{
    public static readonly Family Family = new(
        SocketProtocol.Raw,
        SocketState.Established | SocketState.Unconnected,
        ListeningStates: SocketState.None,
        condition => condition is not SocketFilter.Port,
        InetExtensions.None,
        InetRequest.AttemptsByAddressFamily,
        Parse,
        new("raw_diag", "CONFIG_INET_RAW_DIAG"),
        RawProc.Table);

    private static RawSocket? Parse(ReadOnlySpan<byte> payload, long offset, RecordReading reading)
    {
        InetRecord.Parse(payload, offset, SocketProtocol.Raw, out InetRecord record, out InetDetail? detail);
        bool isWanted = (record.State & reading.States) != 0 && reading.Wants(in record); // raw_diag does not look at the states that were asked for
        return isWanted ? new RawSocket(in record, detail, reading.Origin) : null;
    }
}
