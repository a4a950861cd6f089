namespace SockDiag.Tests.Live;

/// <summary>Where network namespaces are found, and what they are called.</summary>
public class NamespaceSearchTests
{
    private const string _long = "a-name-that-no-file-can-have-because-it-has-more-than-255-bytes-------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------";

    [Fact]
    public void ByNameItIsTheFileBelowRunNetns() => NamedNamespaces.Inside(names =>
    {
        using var own = OwnNamespace.New();
        names.Name(own, "web");
        Assert.Equal(("web", own.Inode, "web"), Told(NetworkNamespace.Find("web")));
    });

    [Fact]
    public void ANameMayBeANumber() => NamedNamespaces.Inside(names =>
    {
        using var own = OwnNamespace.New();
        names.Name(own, $"{Environment.ProcessId}");
        Assert.Equal(own.Inode, NetworkNamespace.Find($"{Environment.ProcessId}").Inode);
    });

    [Fact]
    public void ByIdItIsThatOfTheProcess()
    {
        using var own = OwnNamespace.New();
        using ChildProcess child = own.Start();
        Assert.Equal(own.Inode, NetworkNamespace.Find($"{child.Id}").Inode);
    }

    [Fact]
    public void ByPathItIsWhatTheFileStandsFor() => NamedNamespaces.Inside(names =>
    {
        using var own = OwnNamespace.New();
        names.Mount(own, "/run/anywhere");
        Assert.Equal(($"net:[{own.Inode}]", own.Inode, "/run/anywhere"), Told(NetworkNamespace.Find("/run/anywhere")));
    });

    [Fact]
    public void WhateverItIsFoundByItsNameIsThatOfItsFile() => NamedNamespaces.Inside(names =>
    {
        using var own = OwnNamespace.New();
        using ChildProcess child = own.Start();
        names.Name(own, "web");
        names.Mount(own, "/run/anywhere");
        Assert.Equal(["web", "web", "web"], ((string[])[$"{child.Id}", "/run/anywhere", own.Path]).Select(each => NetworkNamespace.Find(each).Name));
    });

    [Fact]
    public void WithoutAFileItIsCalledAsTheUnitOrTheContainerThatIsInIt()
    {
        const string id = "8f2b1c04d5e6978a8f2b1c04d5e6978a8f2b1c04d5e6978a8f2b1c04d5e6978a";
        using OwnNamespace one = OwnNamespace.New(), other = OwnNamespace.New();
        using var cgroup = CgroupFolder.New("names");
        using CgroupFolder unit = cgroup.Below("web.service"), container = cgroup.Below($"docker-{id}.scope");
        using ChildProcess first = one.Start(), second = other.Start();
        unit.Take(first);
        container.Take(second);
        Assert.Equal(["web.service", id], new[] { first, second }.Select(child => NetworkNamespace.Find($"{child.Id}").Name));
        Assert.Equal(["web.service", id], new[] { one, other }.Select(own => Found(own).Name));
    }

    [Fact]
    public void NamespacesOfOneUnitAreToldApart()
    {
        using OwnNamespace one = OwnNamespace.New(), other = OwnNamespace.New();
        using var cgroup = CgroupFolder.New("names");
        using CgroupFolder unit = cgroup.Below("twice.service");
        using ChildProcess first = one.Start(), second = other.Start();
        unit.Take(first);
        unit.Take(second);
        Assert.Equal([$"twice.service net:[{one.Inode}]", $"twice.service net:[{other.Inode}]"], new[] { one, other }.Select(own => Found(own).Name));
    }

    // All there are.

    [Fact]
    public void AllAreFoundEachOnceHoweverTheyAreKept() => NamedNamespaces.Inside(names =>
    {
        using OwnNamespace named = OwnNamespace.New(), mounted = OwnNamespace.New(), lived = OwnNamespace.New();
        using ChildProcess first = lived.Start(), second = lived.Start(), third = named.Start();
        names.Name(named, "web");
        names.Name(named, "www");
        Directory.CreateDirectory("/run/a folder");
        names.Mount(mounted, "/run/a folder/sandbox");
        IReadOnlyList<NetworkNamespace> all = NetworkNamespace.All(out _, stop: TestContext.Current.CancellationToken);
        Assert.Equal(all.Count, all.Select(each => each.Inode).Distinct().Count());
        Assert.Equal(["web", $"net:[{mounted.Inode}]"], new[] { named, mounted }.Select(own => all.Single(each => each.Inode == own.Inode).Name));
        Assert.Single(all, each => each.Inode == lived.Inode);
    });

    [Fact]
    public void TheCallersOwnIsTheFirst() => OwnNamespace.Inside(() => Assert.True(NetworkNamespace.All(out _)[0].IsCurrent));

    [Fact]
    public void OneThatEndedIsNotFound()
    {
        long inode;
        using (var own = OwnNamespace.New()) inode = own.Inode;
        Assert.DoesNotContain(NetworkNamespace.All(out _, stop: TestContext.Current.CancellationToken), each => each.Inode == inode);
    }

    [Fact]
    public void ProcessesThatMayNotBeLookedAtAreCounted() => OwnNamespace.Inside(() => OrdinaryUser.Run(() =>
    {
        NetworkNamespace.All(out int unreadable, stop: TestContext.Current.CancellationToken);
        Assert.True(unreadable > 0); // at least the processes of root
    }));

    // What cannot be found.

    [Theory, InlineData("nosuch"), InlineData("2147483647"), InlineData("/run/nosuch"), InlineData("/etc/passwd/below"), InlineData(_long)]
    public void WhatIsNotThereIsMissing(string value) => Assert.True(Failure(value).IsMissing);

    [Theory, InlineData("/etc/passwd"), InlineData("/proc/self/ns/mnt"), InlineData("/")]
    public void WhatIsNoNetworkNamespaceIsSomethingElse(string value) => Assert.True(Failure(value) is { IsSomethingElse: true, IsPermissionDenied: false });

    [Fact]
    public void AnotherUsersProcessMayNotBeLookedAt() => OwnNamespace.Inside(() =>
    {
        using ChildProcess child = ChildProcess.Start();
        OrdinaryUser.Run(() => Assert.True(Failure($"{child.Id}").IsPermissionDenied));
    });

    private static NetworkNamespaceException Failure(string value)
    {
        var failure = Assert.Throws<NetworkNamespaceException>(() => NetworkNamespace.Find(value));
        Assert.Equal(value, failure.Name);
        return failure;
    }

    private static NetworkNamespace Found(OwnNamespace own) => NetworkNamespace.All(out _).Single(each => each.Inode == own.Inode);

    private static (string, long, string) Told(NetworkNamespace found) => (found.Name, found.Inode, found.Argument);
}
