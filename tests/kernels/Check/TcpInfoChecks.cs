namespace SockDiag.KernelChecks;

/// <summary>tcp_info grows with the kernel: what this one does not send is null, and what it sends is not.</summary>
internal static class TcpInfoChecks
{
    public static void Run(Judge judge, Kernel kernel)
    {
        TcpInfo? info = SocketTable.ReadTcpInfo(new SocketQuery { States = SocketState.Established, Filter = new SocketFilter.Port(EndpointSide.Local, new PortSet(new PortRange(5003))) }).FirstOrDefault();
        judge.That("tcp_info of a connection is read", () => info is null ? "there is none" : info.SegmentsReceived is null ? "it lacks what 4.2 has" : null);
        if (info is null) return;
        Field("SendWindowBytes", info.SendWindowBytes, 5, 4);
        Field("ReceiveWindowBytes", info.ReceiveWindowBytes, 6, 2);
        Field("Rehashes", info.Rehashes, 6, 2);
        Field("TimeoutsTotal", info.TimeoutsTotal, 6, 7);
        Field("TimeoutRecoveriesTotal", info.TimeoutRecoveriesTotal, 6, 7);
        Field("EcnMode", (int?)info.EcnMode, 7, 0);

        void Field(string name, long? value, int major, int minor) => judge.That(
            $"tcp_info: {name} is {(kernel.IsSince(major, minor) ? "there" : "null")}, since it came with {major}.{minor}",
            () => value is not null == kernel.IsSince(major, minor) ? null : $"it is {(value is null ? "null" : $"{value}")}");
    }
}
