using SockDiag.Names;

namespace SockDiag.Tests.Names;

/// <summary>What the paths of cgroups tell, in the layouts of systemd and of the container engines.</summary>
public class CgroupOriginTests
{
    // Two ids, of a container and of what is not the container.
    private const string Id = "8f2b1c04d5e6978a8f2b1c04d5e6978a8f2b1c04d5e6978a8f2b1c04d5e6978a";
    private const string Other = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Theory]
    [InlineData("/", null)]
    [InlineData("/system.slice/nginx.service", "nginx.service")]
    [InlineData("/system.slice/nginx.service/workers", "nginx.service")]
    [InlineData("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service")]
    [InlineData("/system.slice/_memory.service", "memory.service")]
    [InlineData("/system.slice/mnt-data.mount", "mnt-data.mount")]
    [InlineData("/system.slice", null)]
    [InlineData("/init.scope", "init.scope")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope", "session-3.scope")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/init.scope", "init.scope")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/syncthing.service", "syncthing.service")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-org.gnome.Terminal-4711.scope", "app-gnome-org.gnome.Terminal-4711.scope")]
    [InlineData("/machine.slice/machine-web.scope", "machine-web.scope")]
    [InlineData("/machine.slice/systemd-nspawn@web.service/payload", "systemd-nspawn@web.service")]
    [InlineData("/lxc.payload.web", null)]
    [InlineData("/lxc.payload.web/system.slice/nginx.service", "nginx.service")]
    [InlineData("/lxc/web", null)]
    public void TheUnitIsTheInnermostPartThatRunsSomething(string path, string? unit) => Assert.Equal(new CgroupOrigin(unit, null), CgroupOrigin.Of(path));

    [Theory]
    [InlineData($"/docker/{Id}", null)] // Docker, cgroupfs
    [InlineData($"/system.slice/docker-{Id}.scope", $"docker-{Id}.scope")] // Docker, systemd
    [InlineData($"/user.slice/user-1000.slice/user@1000.service/user.slice/docker-{Id}.scope", $"docker-{Id}.scope")] // rootless
    [InlineData($"/docker/{Id}/system.slice/nginx.service", "nginx.service")] // systemd in a container
    [InlineData($"/docker/{Other}/docker/{Id}", null)] // Docker in Docker: the innermost
    [InlineData($"/ecs/0a1b2c3d4e5f60718293a4b5c6d7e8f9/{Id}", null)]
    [InlineData($"/default/{Id}", null)] // containerd's own namespace, nerdctl
    [InlineData($"/kubepods/burstable/pod6d8b6b0e-0d43-4d3c-8a2b-1c1f6f0c9a11/{Id}", null)] // kubelet, cgroupfs
    [InlineData($"/kubepods/besteffort/pod6d8b6b0e-0d43-4d3c-8a2b-1c1f6f0c9a11/crio-{Id}", null)]
    [InlineData($"/kubepods/pod6d8b6b0e-0d43-4d3c-8a2b-1c1f6f0c9a11/{Id}", null)] // guaranteed
    [InlineData($"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod6d8b6b0e_0d43_4d3c_8a2b_1c1f6f0c9a11.slice/cri-containerd-{Id}.scope", $"cri-containerd-{Id}.scope")]
    [InlineData($"/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod6d8b6b0e_0d43_4d3c_8a2b_1c1f6f0c9a11.slice/crio-{Id}.scope/container", $"crio-{Id}.scope")]
    [InlineData($"/kubepods.slice/kubepods-pod6d8b6b0e_0d43_4d3c_8a2b_1c1f6f0c9a11.slice/docker-{Id}.scope", $"docker-{Id}.scope")]
    [InlineData($"/system.slice/containerd.service/kubepods-burstable-pod6d8b6b0e_0d43_4d3c_8a2b_1c1f6f0c9a11.slice:cri-containerd:{Id}", "containerd.service")] // cgroupfs with a path for systemd
    [InlineData($"/kubelet.slice/kubelet-kubepods.slice/cri-containerd-{Id}.scope", $"cri-containerd-{Id}.scope")] // kind
    [InlineData($"/machine.slice/libpod-{Id}.scope/container", $"libpod-{Id}.scope")] // Podman
    [InlineData($"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{Id}.scope/container", $"libpod-{Id}.scope")] // rootless
    [InlineData($"/machine.slice/machine-libpod_pod_{Other}.slice/libpod-{Id}.scope", $"libpod-{Id}.scope")] // in a pod
    [InlineData($"/libpod_parent/libpod-{Id}", null)] // cgroupfs
    [InlineData($"/system.slice/web.service/libpod-payload-{Id}", "web.service")] // --cgroups=split
    public void AContainerIsKnownByItsId(string path, string? unit) => Assert.Equal(new CgroupOrigin(unit, Id), CgroupOrigin.Of(path));

    [Theory]
    [InlineData($"/machine.slice/libpod-conmon-{Id}.scope")]
    [InlineData($"/libpod_parent/libpod-conmon-{Id}")]
    [InlineData($"/kubepods.slice/kubepods-burstable.slice/crio-conmon-{Id}.scope")]
    [InlineData($"/machine.slice/machine-libpod_pod_{Id}.slice")] // a pod is no container
    [InlineData("/docker/8f2b1c04d5e6")]
    [InlineData($"/docker/{Id}0")] // 65 digits
    [InlineData("/docker/8F2B1C04D5E6978A8F2B1C04D5E6978A8F2B1C04D5E6978A8F2B1C04D5E6978A")]
    [InlineData("/lxc.payload.web")]
    [InlineData("/machine.slice/machine-web.scope")]
    public void WhatIsBesideAContainerOrHasAnotherNameIsNone(string path) => Assert.Null(CgroupOrigin.Of(path).ContainerId);

    [Fact]
    public void OfSeveralHierarchiesTheOneThatNamesTheContainerTells() => Assert.Equal(new CgroupOrigin($"docker-{Id}.scope", Id), OfProcess(
        "12:cpuset:/", "4:memory:/user.slice", $"1:name=systemd:/system.slice/docker-{Id}.scope", "0::/init.scope"));

    [Fact]
    public void TheSecondVersionGoesBeforeTheHierarchiesOfTheFirst() => Assert.Equal(new CgroupOrigin("nginx.service", null), OfProcess(
        "1:name=systemd:/system.slice/other.service", "0::/system.slice/nginx.service"));

    [Fact]
    public void WithoutTheSecondVersionTheHierarchyOfSystemdTellsTheUnit() => Assert.Equal(new CgroupOrigin("nginx.service", null), OfProcess(
        "3:cpu,cpuacct:/", "2:pids:/system.slice", "1:name=systemd:/system.slice/nginx.service"));

    [Fact]
    public void APathMayHaveColons() => Assert.Equal(new CgroupOrigin("containerd.service", Id), OfProcess(
        $"1:name=systemd:/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:{Id}"));

    [Fact]
    public void AProcessInNoUnitAndNoContainerHasNeither() => Assert.Equal(new CgroupOrigin(null, null), OfProcess("0::/"));

    [Fact]
    public void OfAProcessThatEndedNothingIsKnown() => Assert.Null(new CgroupOrigins("/proc").OfProcess(int.MaxValue));

    [Fact]
    public void AFileOfManyHierarchiesIsReadToItsEnd()
    {
        const int id = 77;
        DirectoryInfo proc = Directory.CreateTempSubdirectory("proc");
        try
        {
            File.WriteAllLines($"{proc.CreateSubdirectory($"{id}")}/cgroup", [.. Enumerable.Range(2, 40).Select(i => $"{i}:controller{i}:/{new string('x', 200)}"), $"1:name=systemd:/docker/{Id}"]);
            Assert.Equal(Id, new CgroupOrigins(proc.FullName).OfProcess(id)?.ContainerId);
        }
        finally { proc.Delete(recursive: true); }
    }

    private static CgroupOrigin? OfProcess(params string[] lines) => CgroupOrigin.OfProcess(string.Join('\n', lines) + '\n');
}
