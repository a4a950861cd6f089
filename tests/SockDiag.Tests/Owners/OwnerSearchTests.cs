using SockDiag.Native;
using SockDiag.Owners;
using SockDiag.Owners.Bpf;
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
        Assert.Equal("/proc, because bpf(2) takes CAP_BPF and CAP_PERFMON", Source(holder, search))));

    /// <summary>A program that one thread loaded gives the next one no more than that may see.</summary>
    [Fact]
    public void AThreadWithoutPrivilegesIsAnsweredByProcThoughAnotherLoadedTheProgram() => With((holder, search, iterator) =>
    {
        Found(holder, search);
        OrdinaryUser.Run(() => Assert.Equal("/proc, because bpf(2) takes CAP_BPF and CAP_PERFMON", Source(holder, search)));
        Assert.Equal("the kernel's file iterator", Found(holder, search));
    });

    [Theory]
    [InlineData(Errno.EPERM, 0, "the kernel does not take the program: Operation not permitted (errno 1)")]
    [InlineData(38, 0, "the kernel does not take the program: Function not implemented (errno 38)")] // ENOSYS
    [InlineData(7, 0, "the kernel does not take the program: Argument list too long (errno 7)")] // E2BIG
    [InlineData(Errno.EINVAL, 0, "the kernel does not take the program: Invalid argument (errno 22)")]
    [InlineData(Errno.EINVAL, LinuxHeaders.BPF_PROG_LOAD, "the kernel does not attach the program: Invalid argument (errno 22)")]
    [InlineData(Errno.ENOENT, LinuxHeaders.BPF_LINK_CREATE, "the kernel does not start the walk over the files: No such file or directory (errno 2)")]
    public void AKernelThatRefusesIsAnsweredByProc(int errno, int above, string reason) => With((holder, search, iterator) =>
        PrivilegedCallsOrder.Run("force", () => OwnThread.Run(() =>
        {
            RefuseBpf(errno, (uint)above);
            Assert.Equal($"/proc, because {reason}", Found(holder, search));
        })));

    /// <summary>What it does with a call can be found out by the call alone, and it may be to end the process.</summary>
    [Fact]
    public void UnderAFilterOfSystemCallsProcAnswersAndBpfIsNotCalled() => With((holder, search, iterator) =>
    {
        OwnThread.Run(() =>
        {
            RefuseBpf(Errno.EINVAL, above: 0); // which would be remembered
            Assert.Equal("/proc, because bpf(2) is not called under a seccomp filter", Found(holder, search));
        });
        Assert.Equal("the kernel's file iterator", Found(holder, search));
    });

    [Fact]
    public void WhoForbidsItIsAnsweredByProc() => With((holder, search, iterator) =>
    {
        PrivilegedCallsOrder.Run("forbid", () => Assert.Equal("/proc, because PSSOCKETSTATS_PRIVILEGED_CALLS forbids bpf(2)", Found(holder, search)));
        Assert.Equal("the kernel's file iterator", Found(holder, search));
    });

    /// <summary>What a thread may not, another may; what the kernel cannot, it cannot tomorrow.</summary>
    [Theory]
    [InlineData(Errno.EPERM, 0, null)]
    [InlineData(Errno.EPERM, LinuxHeaders.BPF_PROG_LOAD, null)]
    [InlineData(12, LinuxHeaders.BPF_PROG_LOAD, null)] // ENOMEM
    [InlineData(Errno.EINVAL, LinuxHeaders.BPF_PROG_LOAD, "the kernel does not attach the program: Invalid argument (errno 22)")]
    public void OnlyWhatCannotChangeIsRemembered(int errno, int above, string? remembered) => With((holder, search, iterator) =>
    {
        PrivilegedCallsOrder.Run("force", () => OwnThread.Run(() =>
        {
            RefuseBpf(errno, (uint)above);
            Found(holder, search);
        }));
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
    public void OfAProgramThatWasRefusedNoDescriptorIsLeft() => With((holder, search, iterator) => PrivilegedCallsOrder.Run("force", () => OwnThread.Run(() =>
    {
        int before = Bpfs();
        RefuseBpf(Errno.EPERM, LinuxHeaders.BPF_PROG_LOAD);
        Assert.StartsWith("/proc, because the kernel does not attach the program", Found(holder, search));
        Assert.Equal(before, Bpfs());
    })));

    [Fact]
    public void OfManyCallsTheProgramAndItsLinkAreLeft() => With((holder, search, iterator) =>
    {
        int before = Bpfs();
        for (int i = 0; i < 20; i++) Found(holder, search);
        Assert.Equal(2, Bpfs() - before);
    });

    [Fact]
    public void OfAProgramThatWasTakenOutNothingIsLeftAndTheNextCallLoadsItAgain() => With((holder, search, iterator) =>
    {
        int before = Bpfs();
        Found(holder, search);
        search.Unload();
        Assert.Equal(before, Bpfs());
        Assert.Equal("the kernel's file iterator", Found(holder, search));
        Assert.Equal(2, Bpfs() - before);
        search.Unload();
        search.Unload();
        Assert.Equal(before, Bpfs());
    });

    /// <summary>Each finds all that its holder has, while the program is taken from under the walks.</summary>
    [Fact]
    public void WhoWalksWhileTheProgramIsTakenOutFindsTheOwnersAllTheSame() => With((holder, search, iterator) =>
    {
        const int calls = 200;
        int walking = 2, refused = 0;
        Thread[] walkers = [.. Enumerable.Range(0, walking).Select(_ => new Thread(Walk))];
        foreach (Thread walker in walkers) walker.Start();
        while (Volatile.Read(ref walking) > 0) search.Unload();
        Assert.Equal(0, refused);

        void Walk()
        {
            try
            {
                for (int i = 0; i < calls; i++)
                {
                    OwnerCensus census = Census(holder, search);
                    bool isWhole = census.Entries.OrderBy(entry => entry.FileDescriptor).SequenceEqual(holder.Held);
                    if (!isWhole || !census.Source.IsFileIterator) Interlocked.Increment(ref refused);
                }
            }
            finally { Interlocked.Decrement(ref walking); }
        }
    });

    [Fact]
    public void AWalkThatWasStartedGoesOnWhenTheProgramIsTakenOut() => With((holder, search, iterator) =>
    {
        using SocketFileIterator loaded = SocketFileIterator.Load(SocketFileProgram.OfRunningKernel());
        using FileDescriptor walk = loaded.Open(holder.ProcessIds[0]);
        loaded.Dispose();
        var finds = new IteratorFindings(only: null);
        finds.Add(walk, TestContext.Current.CancellationToken);
        Assert.Equal(holder.Held, finds.Census().Entries.OrderBy(entry => entry.FileDescriptor));
    });

    /// <summary>Only a call that needs it asks bpf(2).</summary>
    [Fact]
    public void ToWarmUpLoadsNothingAndTheNextCallFindsTheOwners() => With((holder, search, iterator) =>
    {
        int before = Bpfs();
        var query = new SocketQuery(SocketProtocol.Tcp);
        var recorded = new SocketFileRecord { Inode = 77, ProcessId = 4321, ThreadId = 4321, Descriptor = 5 };
        OwnerCensus census = search.WarmUp(query, new(in recorded), TestContext.Current.CancellationToken);
        Assert.Equal((new OwnerEntry(77, 4321, 5), before), (census.First(77), Bpfs()));
        Assert.Equal("the kernel's file iterator", Found(holder, search));
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
