namespace SockDiag.Tests.Live;

/// <summary>Unix sockets field by field against others who read the same kernel, over sockets of every kind.</summary>
public class UnixOracleTests(UnixCrowd crowd) : IClassFixture<UnixCrowd>
{
    [Fact]
    public void EveryFieldIsWhatSsSays() => crowd.Enter(() => Poll.UntilEqual(
        () => SsUnixRow.All().Where(row => crowd.Has(row.Inode)).OrderBy(row => row.Inode),
        () => UnixRows.All(owners: true, detailed: true).Where(row => crowd.Has(row.Inode!.Value)).Select(SsUnixRow.Of).OrderBy(row => row.Inode)));

    [Fact]
    public void EveryRowOfProcIsOneOfOurs() => crowd.Enter(() => Poll.UntilEqual(
        () => ProcUnixRow.All().Where(row => crowd.Has(row.Inode)).OrderBy(row => row.Inode),
        () => UnixRows.All().Where(row => crowd.Has(row.Inode!.Value)).Select(ProcUnixRow.Of).OrderBy(row => row.Inode)));

    /// <summary>Also of the tools with which other users look at them.</summary>
    [Fact]
    public void EveryOwnerIsWhomLsofNames() => crowd.Enter(() => Poll.UntilEqual(
        () => LsofUnixRow.All(Environment.ProcessId).Where(row => crowd.Has(row.Inode)).OrderBy(row => row.FileDescriptor),
        () => UnixRows.All(owners: true).Where(row => crowd.Has(row.Inode!.Value)).SelectMany(row => row.Owners
            .Where(owner => owner.ProcessId == Environment.ProcessId)
            .Select(owner => new LsofUnixRow(owner.FileDescriptor, row.Inode!.Value))).OrderBy(row => row.FileDescriptor)));

    /// <summary>A user without privileges is told the same of every socket, but for its owner.</summary>
    [Fact]
    public void AnOrdinaryUserSeesTheSameSockets() => crowd.Enter(() =>
    {
        Needs.Root("it compares with what root sees");
        string[] asRoot = Texts(), asUser = [];
        OrdinaryUser.Run(() => asUser = Texts());
        Assert.Equal(asRoot, asUser);
    });

    /// <summary>Else the comparisons would say little.</summary>
    [Fact]
    public void TheCrowdIsOfEveryKind() => crowd.Enter(() =>
    {
        UnixSocket[] rows = [.. UnixRows.All().Where(row => crowd.Has(row.Inode!.Value))];
        Assert.Equal([SocketType.Stream, SocketType.Datagram, SocketType.SeqPacket], rows.Select(row => row.SocketType).Distinct().Order());
        Assert.Equal([SocketState.Established, SocketState.Unconnected, SocketState.Listen], rows.Select(row => row.State).Distinct().Order());
        Assert.Equal([SocketShutdown.None, SocketShutdown.Receive, SocketShutdown.Send, SocketShutdown.Receive | SocketShutdown.Send], rows.Select(row => row.Shutdown!.Value).Distinct().Order());
        Assert.Equal(4, rows.Count(row => row.AcceptQueue == 2));
        Assert.Contains(rows, row => row.ReceiveQueue > 0);
        Assert.Contains(rows, row => row.SendQueue > 0);
    });

    private string[] Texts() => [.. UnixRows.All(detailed: true).Where(row => crowd.Has(row.Inode!.Value)).Select(Sockets.SocketText.Of).Order()];
}
