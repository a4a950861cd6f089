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
        var inside = new SocketFilter.Cgroup(SocketNames.CgroupIds(cgroup.Path)!.ToHashSet());
        Assert.Equal([7, 8], Rows.Udp(inside).Select(row => row.RemotePort).Order());
    });

    [Fact]
    public void ThereAreNoIdsOfACgroupThatDoesNotExist() => Assert.Null(SocketNames.CgroupIds($"/{Guid.NewGuid():N}"));
}
