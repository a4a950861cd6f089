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

    /// <summary>By process, descriptor, inode and protocol. lsof leaves out what it finds in no table of /proc/net: sockets that are only bound.</summary>
    [Fact]
    public void EveryOwnerIsWhomLsofNames() => crowd.Enter(() =>
    {
        HashSet<long> here = [.. Held().Select(row => row.Inode!.Value)];
        Poll.UntilEqual(
            () => LsofRow.All(Environment.ProcessId).Where(row => here.Contains(row.Inode)).OrderBy(row => row.FileDescriptor),
            () => Held().SelectMany(row => row.Owners
                .Where(owner => owner.ProcessId == Environment.ProcessId)
                .Select(owner => new LsofRow(owner.ProcessId, owner.FileDescriptor, row.Inode!.Value, row.Protocol))).OrderBy(row => row.FileDescriptor));
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

    private IEnumerable<InetSocket> Held() => Rows.Tcp(states: SocketState.All & ~SocketState.BoundInactive, owners: true).Concat<InetSocket>(Rows.Udp(owners: true))
        .Where(row => row.Inode is not null && Crowded(row));

    private bool Crowded(ProcNetRow row) => crowd.Has(int.Parse(row.Local.Split(' ')[1]));

    private bool Crowded(InetSocket row) => crowd.Has(row.LocalPort);

    private bool Crowded(SsRow row) => crowd.Has(int.Parse(row.Local.Split(' ')[1]));
}
