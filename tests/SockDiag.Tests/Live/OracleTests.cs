namespace SockDiag.Tests.Live;

/// <summary>Field by field against others who read the same kernel, over sockets of every kind.</summary>
public class OracleTests(Crowd crowd) : IClassFixture<Crowd>
{
    [Fact]
    public void EveryTcpFieldIsWhatSsSays() => crowd.Enter(() =>
        Poll.UntilEqual(
            () => SsRow.All(SocketProtocol.Tcp).Where(Crowded).OrderBy(row => row.Cookie),
            () => Rows.Tcp(states: SocketState.All & ~SocketState.BoundInactive).Where(Crowded).Select(SsRow.Of).OrderBy(row => row.Cookie)));

    [Fact]
    public void EveryUdpFieldIsWhatSsSays() => crowd.Enter(() =>
        Poll.UntilEqual(
            () => SsRow.All(SocketProtocol.Udp).Where(Crowded).OrderBy(row => row.Cookie),
            () => Rows.Udp().Where(Crowded).Select(SsRow.Of).OrderBy(row => row.Cookie)));

    [Fact]
    public void EveryTcpRowOfProcIsOneOfOurs() => crowd.Enter(() =>
        Poll.UntilEqual(
            () => ProcNetRow.All(SocketProtocol.Tcp).Where(Crowded).OrderBy(row => row.ToString()),
            () => Rows.Tcp(states: SocketState.All & ~SocketState.BoundInactive).Where(Crowded).Select(ProcNetRow.Of).OrderBy(row => row.ToString())));

    [Fact]
    public void EveryUdpRowOfProcIsOneOfOurs() => crowd.Enter(() =>
        Poll.UntilEqual(
            () => ProcNetRow.All(SocketProtocol.Udp).Where(Crowded).OrderBy(row => row.ToString()),
            () => Rows.Udp().Where(Crowded).Select(ProcNetRow.Of).OrderBy(row => row.ToString())));

    /// <summary>By process, descriptor, inode and protocol.</summary>
    [Fact]
    public void EveryOwnerIsWhomLsofNames() => crowd.Enter(() =>
    {
        InetSocket[] rows = [.. Rows.Tcp(), .. Rows.Udp()];
        IEnumerable<LsofRow> ours = rows.Where(row => row.Inode is not null).SelectMany(row => row.Owners
            .Where(owner => owner.ProcessId == Environment.ProcessId)
            .Select(owner => new LsofRow(owner.ProcessId, owner.FileDescriptor, row.Inode!.Value, row.Protocol)));
        // lsof leaves out what it finds in no table of /proc/net: sockets that are only bound.
        HashSet<long> bound = [.. rows.Where(row => row.State == SocketState.BoundInactive).Select(row => row.Inode!.Value)];
        HashSet<long> here = [.. rows.Select(row => row.Inode).OfType<long>()];
        Assert.Equal(
            LsofRow.All(Environment.ProcessId).Where(row => here.Contains(row.Inode)).OrderBy(row => row.FileDescriptor),
            ours.Where(row => !bound.Contains(row.Inode)).OrderBy(row => row.FileDescriptor));
    });

    /// <summary>Else the comparisons would say little.</summary>
    [Fact]
    public void TheCrowdIsInEveryStateThatLasts() => crowd.Enter(() =>
    {
        SocketState[] lasting =
        [
            SocketState.Established, SocketState.SynSent, SocketState.SynReceived, SocketState.FinWait2, SocketState.TimeWait, SocketState.CloseWait, SocketState.Listen, SocketState.BoundInactive,
        ];
        Assert.Empty(lasting.Except(Rows.Tcp().Where(Crowded).Select(row => row.State)));
    });

    private bool Crowded(ProcNetRow row) => crowd.Has(int.Parse(row.Local.Split(' ')[1]));

    private bool Crowded(InetSocket row) => crowd.Has(row.LocalPort);

    private bool Crowded(SsRow row) => crowd.Has(int.Parse(row.Local.Split(' ')[1]));
}
