namespace SockDiag.Tests.Live;

public class CgroupTests
{
    [Fact]
    public void ASocketIsInTheCgroupInWhichItWasMade() => OwnNamespace.Inside(() =>
    {
        using var cgroup = CgroupFolder.New("maker");
        using ChildProcess process = ChildProcess.Start();
        cgroup.Take(process);
        process.Run("exec 9<>/dev/udp/127.0.0.1/7");
        Assert.Equal(cgroup.Path, Assert.Single(Rows.Udp(Rows.RemotePort(7))).CgroupPath);
    });

    [Fact]
    public void ASocketStaysInItsCgroupWhenItsProcessLeaves() => OwnNamespace.Inside(() =>
    {
        using var before = CgroupFolder.New("before");
        using var after = CgroupFolder.New("after");
        using ChildProcess process = ChildProcess.Start();
        before.Take(process);
        process.Run("exec 9<>/dev/udp/127.0.0.1/7");
        after.Take(process);
        process.Run("exec 8<>/dev/udp/127.0.0.1/8");
        Assert.Equal((before.Path, after.Path), (Assert.Single(Rows.Udp(Rows.RemotePort(7))).CgroupPath, Assert.Single(Rows.Udp(Rows.RemotePort(8))).CgroupPath));
    });

    [Fact]
    public void ACgroupThatIsGoneHasNoPath() => OwnNamespace.Inside(() =>
    {
        using var elsewhere = CgroupFolder.New("elsewhere");
        using ChildProcess process = ChildProcess.Start();
        using (var gone = CgroupFolder.New("gone"))
        {
            gone.Take(process);
            process.Run("exec 9<>/dev/udp/127.0.0.1/7");
            elsewhere.Take(process);
        }
        Assert.Null(Assert.Single(Rows.Udp(Rows.RemotePort(7))).CgroupPath);
    });

    [Fact]
    public void AUserWithoutPrivilegeIsToldTheCgroupToo() => OwnNamespace.Inside(() =>
    {
        using var cgroup = CgroupFolder.New("seen");
        using ChildProcess process = ChildProcess.Start();
        cgroup.Take(process);
        process.Run("exec 9<>/dev/udp/127.0.0.1/7");
        OrdinaryUser.Run(() => Assert.Equal(cgroup.Path, Assert.Single(Rows.Udp(Rows.RemotePort(7))).CgroupPath));
    });

    [Fact]
    public void AskingForACgroupFindsTheSocketsMadeInItAndBelowIt() => OwnNamespace.Inside(() =>
    {
        using var cgroup = CgroupFolder.New("asked");
        using CgroupFolder below = cgroup.Below("child");
        using ChildProcess process = ChildProcess.Start();
        process.Run("exec 7<>/dev/udp/127.0.0.1/6");
        cgroup.Take(process);
        process.Run("exec 8<>/dev/udp/127.0.0.1/7");
        below.Take(process);
        process.Run("exec 9<>/dev/udp/127.0.0.1/8");
        var inside = new SocketFilter.Cgroup(SocketNames.CgroupIds(cgroup.Path, stop: TestContext.Current.CancellationToken)!.ToHashSet());
        Assert.Equal([7, 8], Rows.Udp(inside).Select(row => row.RemotePort).Order());
    });

    [Fact]
    public void ItsFirstOwnersCgroupTellsUnitAndContainer() => OwnNamespace.Inside(() =>
    {
        const string id = "8f2b1c04d5e6978a8f2b1c04d5e6978a8f2b1c04d5e6978a8f2b1c04d5e6978a";
        using var cgroup = CgroupFolder.New("engine");
        using CgroupFolder container = cgroup.Below($"docker-{id}.scope");
        using ChildProcess process = ChildProcess.Start();
        process.Run("exec 9<>/dev/udp/127.0.0.1/7"); // made elsewhere: it is the owner's that counts
        container.Take(process);
        UdpSocket row = Assert.Single(Rows.Udp(Rows.RemotePort(7), owners: true));
        Assert.Equal(($"docker-{id}.scope", id), (row.Unit, row.ContainerId));
    });

    [Fact]
    public void WithoutAnOwnerItsOwnCgroupTellsUnitAndContainer() => OwnNamespace.Inside(() =>
    {
        const string id = "8f2b1c04d5e6978a8f2b1c04d5e6978a8f2b1c04d5e6978a8f2b1c04d5e6978a";
        using var cgroup = CgroupFolder.New("engine");
        using CgroupFolder unit = cgroup.Below("web.service");
        using CgroupFolder container = unit.Below($"libpod-payload-{id}");
        using ChildProcess process = ChildProcess.Start();
        container.Take(process);
        process.Run("exec 9<>/dev/udp/127.0.0.1/7");
        UdpSocket row = Assert.Single(Rows.Udp(Rows.RemotePort(7)));
        Assert.Equal((null, "web.service", id), (row.ProcessId, row.Unit, row.ContainerId));
    });

    [Fact]
    public void OfAProcessThatEndedItsMomentIsKept() => OwnNamespace.Inside(() =>
    {
        using var cgroup = CgroupFolder.New("brief");
        using CgroupFolder unit = cgroup.Below("brief.service");
        UdpSocket row;
        using (ChildProcess process = ChildProcess.Start())
        {
            process.Run("exec 9<>/dev/udp/127.0.0.1/7");
            unit.Take(process);
            row = Assert.Single(Rows.Udp(Rows.RemotePort(7), owners: true));
        }
        Assert.Equal("brief.service", row.Unit);
    });

    [Fact]
    public void ThereAreNoIdsOfACgroupThatDoesNotExist() => Assert.Null(SocketNames.CgroupIds($"/{Guid.NewGuid():N}", stop: TestContext.Current.CancellationToken));
}
