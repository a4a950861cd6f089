using SockDiag.Native;
using SockDiag.Owners;
using SockDiag.Tests.Live;

namespace SockDiag.Tests.Owners;

/// <summary>Which source serves. Each test has a search of its own, as a new process has.</summary>
[Collection(nameof(AloneInTheProcess))]
public class OwnerSearchTests
{
    // Who may.

    [Fact]
    public void WhereNothingSpeaksAgainstItTheIteratorServes() => With((holder, search, iterator) => Assert.Equal("the kernel's file iterator", Found(holder, search)));

    [Fact]
    public void SeveralAtOnceLoadOneProgramAndAllFindTheOwners() => With((holder, search, iterator) =>
    {
        int before = Links();
        string[] found = new string[4];
        Thread[] threads = [.. Enumerable.Range(0, found.Length).Select(i => new Thread(() => found[i] = Found(holder, search)))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal((4, 1), (found.Count(source => source == "the kernel's file iterator"), Links() - before));
    });

    // Who may not.

    [Fact]
    public void AUserWithoutPrivilegesIsAnsweredByProc() => With((holder, search, iterator) => OrdinaryUser.Run(() =>
        Assert.Equal("/proc, because bpf(2) is refused: Operation not permitted (errno 1)", Source(holder, search))));

    /// <summary>A program that one thread loaded gives the next one no more than that may see.</summary>
    [Fact]
    public void AThreadWithoutPrivilegesIsAnsweredByProcThoughAnotherLoadedTheProgram() => With((holder, search, iterator) =>
    {
        Found(holder, search);
        OrdinaryUser.Run(() => Assert.Equal("/proc, because bpf(2) is refused: Operation not permitted (errno 1)", Source(holder, search)));
        Assert.Equal("the kernel's file iterator", Found(holder, search));
    });

    [Theory]
    [InlineData(Errno.EPERM, 0, "bpf(2) is refused: Operation not permitted (errno 1)")]
    [InlineData(38, 0, "bpf(2) is refused: Function not implemented (errno 38)")] // ENOSYS
    [InlineData(7, 0, "bpf(2) is refused: Argument list too long (errno 7)")] // E2BIG
    [InlineData(Errno.EINVAL, 0, "the kernel does not take the program: Invalid argument (errno 22)")]
    [InlineData(Errno.EINVAL, LinuxHeaders.BPF_PROG_LOAD, "the kernel does not attach the program: Invalid argument (errno 22)")]
    [InlineData(Errno.ENOENT, LinuxHeaders.BPF_LINK_CREATE, "the kernel does not start the walk over the files: No such file or directory (errno 2)")]
    public void AKernelThatRefusesIsAnsweredByProc(int errno, int above, string reason) => With((holder, search, iterator) => OwnThread.Run(() =>
    {
        RefuseBpf(errno, (uint)above);
        Assert.Equal($"/proc, because {reason}", Found(holder, search));
    }));

    /// <summary>What a thread may not, another may; what the kernel cannot, it cannot tomorrow.</summary>
    [Theory]
    [InlineData(Errno.EPERM, 0, null)]
    [InlineData(Errno.EPERM, LinuxHeaders.BPF_PROG_LOAD, null)]
    [InlineData(12, LinuxHeaders.BPF_PROG_LOAD, null)] // ENOMEM
    [InlineData(Errno.EINVAL, LinuxHeaders.BPF_PROG_LOAD, "the kernel does not attach the program: Invalid argument (errno 22)")]
    public void OnlyWhatCannotChangeIsRemembered(int errno, int above, string? remembered) => With((holder, search, iterator) =>
    {
        OwnThread.Run(() =>
        {
            RefuseBpf(errno, (uint)above);
            Found(holder, search);
        });
        Assert.Equal(remembered, iterator.Refusal);
    });

    [Fact]
    public void WithoutTypesOfTheKernelProcAnswers() => With((holder, search, iterator) => OwnThread.Run(() =>
    {
        using var cover = MountedFolder.NothingIn("/sys/kernel/btf");
        Assert.Equal("/proc, because there is no /sys/kernel/btf/vmlinux: No such file or directory (errno 2)", Found(holder, search));
    }));

    [Theory]
    [InlineData(0, 16)]
    [InlineData(16, 16)]
    [InlineData(1, 1_000_000)]
    public void WhereTypesOfTheKernelAreDamagedProcAnswers(int from, int length) => With((holder, search, iterator) => OwnThread.Run(() =>
    {
        byte[] types = File.ReadAllBytes("/sys/kernel/btf/vmlinux");
        using var cover = MountedFolder.NothingIn("/sys/kernel/btf");
        File.WriteAllBytes("/sys/kernel/btf/vmlinux", types[from..(from + length)]);
        Assert.Equal("/proc, because /sys/kernel/btf/vmlinux is not understood", Found(holder, search));
    }));

    [Fact]
    public void AnotherProcAnswersForItself() => With((holder, search, iterator) =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(4321, "recorded", "socket:[77]");
        OwnerCensus census = search.Read(new SocketQuery(SocketProtocol.Tcp) { ProcRoot = proc.Root }, TestContext.Current.CancellationToken);
        Assert.Equal((4321, "/proc, because another place of it was asked for"), (census.First(77)?.ProcessId, census.Source.ToString()));
    });

    // What stays.

    [Fact]
    public void OfAProgramThatWasRefusedNoDescriptorIsLeft() => With((holder, search, iterator) => OwnThread.Run(() =>
    {
        int before = Bpfs();
        RefuseBpf(Errno.EPERM, LinuxHeaders.BPF_PROG_LOAD);
        Found(holder, search);
        Assert.Equal(before, Bpfs());
    }));

    [Fact]
    public void OfManyCallsTheProgramAndItsLinkAreLeft() => With((holder, search, iterator) =>
    {
        int before = Bpfs();
        for (int i = 0; i < 20; i++) Found(holder, search);
        Assert.Equal(2, Bpfs() - before);
    });

    private static void With(Action<SocketHolder, OwnerSearch, IteratorOwners> judge)
    {
        Needs.FileIterator();
        using SocketHolder holder = SocketHolder.Start("duplicated");
        using var iterator = new IteratorOwners();
        judge(holder, new OwnerSearch(iterator), iterator);
    }

    /// <summary>Finds the holder's sockets, all of them, and says where.</summary>
    private static string Found(SocketHolder holder, OwnerSearch search)
    {
        OwnerCensus census = Census(holder, search);
        Assert.Equal(holder.Held, census.Entries.OrderBy(entry => entry.FileDescriptor));
        return census.Source.ToString();
    }

    private static string Source(SocketHolder holder, OwnerSearch search) => Census(holder, search).Source.ToString();

    private static OwnerCensus Census(SocketHolder holder, OwnerSearch search) =>
        search.Read(new SocketQuery(SocketProtocol.Udp) { ProcessIds = holder.ProcessIds }, TestContext.Current.CancellationToken);

    /// <summary>Refuses the commands of bpf(2) with a number above that.</summary>
    private static void RefuseBpf(int errno, uint above) => Sandbox.Refuse((uint)LinuxHeaders.SYS_bpf, argument: 0, above, errno);

    /// <summary>This process's descriptors of links.</summary>
    private static int Links() => Descriptors("anon_inode:bpf_link") + Descriptors("anon_inode:bpf_iter");

    private static int Bpfs() => Links() + Descriptors("anon_inode:bpf-prog");

    private static int Descriptors(string target) => new DirectoryInfo("/proc/self/fd").EnumerateFiles().Count(file => file.LinkTarget == target);
}
