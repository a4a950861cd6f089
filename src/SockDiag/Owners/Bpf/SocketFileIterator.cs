using SockDiag.Native;
using static SockDiag.Native.LinuxHeaders;
using static Tmds.Linux.LibC;

namespace SockDiag.Owners.Bpf;

/// <summary>The kernel's walk over all open files with our program on it. Whoever opens it may read it once, while others do the same.</summary>
internal sealed unsafe class SocketFileIterator : IDisposable
{
    private const string TypeInformation = "/sys/kernel/btf/vmlinux";
    private const int Attempts = 5; // the kernel's check of a program ends with EAGAIN where a signal came

    private readonly int _program;
    private readonly int _link; // of the walk over all processes

    private SocketFileIterator(int program, int link)
    {
        _program = program;
        _link = link;
    }

    /// <summary>Whether this kernel walks over one process's files alone.</summary>
    public static bool CanWalkOneProcess { get; } = Environment.OSVersion.Version >= new Version(6, 1);

    /// <summary>Why the calling thread may not load the program; null where it may. Costs a microsecond: privilege and sandbox are asked before anything else is looked at.</summary>
    public static string? Refusal()
    {
        ulong instruction = 0;
        fixed (byte* license = License)
        {
            var nothing = new ProgramLoad
            {
                prog_type = BPF_PROG_TYPE_TRACING,
                insn_cnt = 1,
                insns = (ulong)&instruction,
                license = (ulong)license,
                expected_attach_type = BPF_TRACE_ITER,
                attach_prog_fd = -1, // EBADF is the answer to whoever is privileged
            };
            return Bpf(BPF_PROG_LOAD, nothing) < 0 && errno is int refusal && refusal != EBADF && refusal != EINVAL ? $"bpf(2) is refused: {Errno.Describe(refusal)}" : null;
        }
    }

    /// <summary>Loads the program.</summary>
    /// <exception cref="IteratorRefusedException">The kernel refuses, or lacks what it needs.</exception>
    public static SocketFileIterator Load()
    {
        int program = LoadProgram();
        try { return new(program, Attach(program)); }
        catch (IteratorRefusedException)
        {
            _ = close(program);
            throw;
        }
    }

    /// <summary>Starts a walk over all processes. Reading gives whole <see cref="SocketFileRecord"/>s.</summary>
    /// <exception cref="IteratorRefusedException">The kernel refuses.</exception>
    public FileDescriptor Open() => StartWalk(_link);

    /// <summary>The same over one process alone; of one that has ended there is nothing to read.</summary>
    /// <exception cref="IteratorRefusedException">The kernel refuses.</exception>
    public FileDescriptor Open(int processId)
    {
        var only = new OneProcess { pid = processId };
        using FileDescriptor link = new(Attach(_program, &only, sizeof(OneProcess)));
        return StartWalk(link.Number);
    }

    public void Dispose()
    {
        _ = close(_link);
        _ = close(_program);
    }

    private static ReadOnlySpan<byte> License => "GPL\0"u8; // the program calls what the kernel gives to such alone

    private static int LoadProgram()
    {
        (ulong[] instructions, int walk) = Assemble();
        fixed (ulong* start = instructions)
        fixed (byte* license = License)
        {
            var load = new ProgramLoad
            {
                prog_type = BPF_PROG_TYPE_TRACING,
                insn_cnt = instructions.Length,
                insns = (ulong)start,
                license = (ulong)license,
                expected_attach_type = BPF_TRACE_ITER,
                attach_btf_id = walk,
            };
            for (int i = 1; ; i++)
            {
                int program = Bpf(BPF_PROG_LOAD, load);
                if (program >= 0) return program;
                if (errno != EAGAIN || i == Attempts) throw IteratorRefusedException.By(errno, "the kernel does not take the program");
            }
        }
    }

    private static (ulong[] Instructions, int Walk) Assemble()
    {
        using var file = MappedFile.Open(TypeInformation);
        if (!file.IsOpen) throw IteratorRefusedException.By(file.Errno, $"there is no {TypeInformation}");
        try
        {
            var kernel = new KernelTypes(file.Bytes);
            return (SocketFileProgram.For(kernel), kernel.Function(SocketFileProgram.Walk));
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new IteratorRefusedException($"{TypeInformation} is not understood");
        }
    }

    private static int Attach(int program, void* filter = null, int filterLength = 0)
    {
        int link = Bpf(BPF_LINK_CREATE, new LinkCreate { prog_fd = program, attach_type = BPF_TRACE_ITER, iter_info = (ulong)filter, iter_info_len = filterLength });
        return link >= 0 ? link : throw IteratorRefusedException.By(errno, "the kernel does not attach the program");
    }

    private static FileDescriptor StartWalk(int link)
    {
        int walk = Bpf(BPF_ITER_CREATE, new IteratorCreate { link_fd = link });
        return walk >= 0 ? new(walk) : throw IteratorRefusedException.By(errno, "the kernel does not start the walk over the files");
    }

    private static int Bpf<T>(int command, T attributes) where T : unmanaged => (int)(long)syscall(SYS_bpf, command, &attributes, sizeof(T));
}
