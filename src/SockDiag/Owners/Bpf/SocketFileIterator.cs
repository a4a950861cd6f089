using SockDiag.Native;
using static SockDiag.Native.LinuxHeaders;
using static Tmds.Linux.LibC;

namespace SockDiag.Owners.Bpf;

/// <summary>Our program in the kernel, attached to its walk over all open files. Whoever starts a walk may read it once, while others do the same.</summary>
internal sealed unsafe class SocketFileIterator : IDisposable
{
    private const int Attempts = 5; // the kernel's check of a program ends with EAGAIN where a signal came

    private readonly DescriptorHandle _program;
    private readonly DescriptorHandle _link; // of the walk over all processes

    private SocketFileIterator(DescriptorHandle program, DescriptorHandle link)
    {
        _program = program;
        _link = link;
    }

    /// <summary>Whether this kernel walks over one process's files alone.</summary>
    public static bool CanWalkOneProcess { get; } = Environment.OSVersion.Version >= new Version(6, 1);

    /// <summary>Loads the program.</summary>
    /// <param name="program">The program, with the places of this kernel.</param>
    /// <exception cref="IteratorRefusedException">The kernel refuses, or lacks what it needs.</exception>
    public static SocketFileIterator Load(SocketFileProgram program)
    {
        DescriptorHandle loaded = LoadProgram(program);
        try { return new(loaded, new(Attach(loaded))); }
        catch (IteratorRefusedException)
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Starts a walk over all processes. Reading gives whole <see cref="SocketFileRecord"/>s. The kernel keeps the program for the walk,
    /// also if it is disposed of here meanwhile.
    /// </summary>
    /// <exception cref="IteratorRefusedException">The kernel refuses.</exception>
    public FileDescriptor Open()
    {
        FileDescriptor walk = StartWalk(_link.Number);
        GC.KeepAlive(_link);
        return walk;
    }

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
        _link.Dispose();
        _program.Dispose();
    }

    private static ReadOnlySpan<byte> License => "GPL\0"u8; // the program calls what the kernel gives to such alone

    private static DescriptorHandle LoadProgram(SocketFileProgram program)
    {
        fixed (ulong* start = program.Instructions)
        fixed (byte* license = License)
        {
            var load = new ProgramLoad
            {
                prog_type = BPF_PROG_TYPE_TRACING,
                insn_cnt = program.Instructions.Length,
                insns = (ulong)start,
                license = (ulong)license,
                expected_attach_type = BPF_TRACE_ITER,
                attach_btf_id = program.Walk,
            };
            for (int i = 1; ; i++)
            {
                int loaded = Bpf(BPF_PROG_LOAD, load);
                if (loaded >= 0) return new(loaded);
                if (errno != EAGAIN || i == Attempts) throw IteratorRefusedException.By(errno, "the kernel does not take the program");
            }
        }
    }

    private static int Attach(DescriptorHandle program, void* filter = null, int filterLength = 0)
    {
        var create = new LinkCreate { prog_fd = program.Number, attach_type = BPF_TRACE_ITER, iter_info = (ulong)filter, iter_info_len = filterLength };
        int link = Bpf(BPF_LINK_CREATE, create);
        GC.KeepAlive(program);
        return link >= 0 ? link : throw IteratorRefusedException.By(errno, "the kernel does not attach the program");
    }

    private static FileDescriptor StartWalk(int link)
    {
        int walk = Bpf(BPF_ITER_CREATE, new IteratorCreate { link_fd = link });
        return walk >= 0 ? new(walk) : throw IteratorRefusedException.By(errno, "the kernel does not start the walk over the files");
    }

    private static int Bpf<T>(int command, T attributes) where T : unmanaged => (int)(long)syscall(SYS_bpf, command, &attributes, sizeof(T));
}
