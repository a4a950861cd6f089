using SockDiag.Native;
using static SockDiag.Owners.Bpf.Instruction;
using static SockDiag.Owners.Bpf.Register;

namespace SockDiag.Owners.Bpf;

/// <summary>What the kernel runs once for each open file of each process: of a socket's it writes a <see cref="SocketFileRecord"/>.</summary>
/// <param name="Instructions">The program, with the places of this kernel.</param>
/// <param name="Walk">The number of the kernel's function that stands for its walk over the files: the program is attached to it.</param>
internal sealed record SocketFileProgram(ulong[] Instructions, int Walk)
{
    private const string TypeInformation = "/sys/kernel/btf/vmlinux";
    private const string WalkName = "bpf_iter_task_file";

    // struct bpf_iter__task_file, the program's only argument, and struct bpf_iter_meta: four and one fields of 8 bytes.
    private const short MetaOffset = 0;
    private const short TaskOffset = 8;
    private const short DescriptorOffset = 16;
    private const short FileOffset = 24;
    private const short OutputOffset = 0;

    // The record is made on the stack, which ends at R10.
    private const short Record = -SocketFileRecord.Length;
    private const short HalfName = SocketFileRecord.NameLength / 2;

    /// <summary>Makes it for the running kernel, whose types it reads. That takes milliseconds, and once is enough: the types do not change.</summary>
    /// <exception cref="IteratorRefusedException">The kernel's types are not there, or not understood, or lack one of the places.</exception>
    public static SocketFileProgram OfRunningKernel()
    {
        using var file = MappedFile.Open(TypeInformation);
        if (!file.IsOpen) throw IteratorRefusedException.By(file.Errno, $"there is no {TypeInformation}");
        try { return For(new KernelTypes(file.Bytes)); }
        catch (FormatException) { throw new IteratorRefusedException($"{TypeInformation} is not understood"); }
    }

    /// <summary>Makes it for a kernel with these types.</summary>
    /// <exception cref="IteratorRefusedException">This kernel lacks one of the places.</exception>
    /// <exception cref="FormatException">The types are not understood.</exception>
    public static SocketFileProgram For(KernelTypes kernel) => new(InstructionsFor(kernel), kernel.Function(WalkName));

    private static ulong[] InstructionsFor(KernelTypes kernel) => Assemble(
        Load64(R6, R1, FileOffset),                                     // struct file *
        JumpIfEqual(R6, 0, "done"),                                     // null after the last file,
        Load64(R7, R1, TaskOffset),                                     // struct task_struct *
        JumpIfEqual(R7, 0, "done"),                                     // and null it may be, as the kernel demands to hear

        Load64(R8, R6, kernel.OffsetOf("file", "f_inode")),             // struct inode *
        Load64(R2, R8, kernel.OffsetOf("inode", "i_sb")),               // struct super_block *
        Load64(R2, R2, kernel.OffsetOf("super_block", "s_magic")),      // which file system it is of:
        JumpIfNotEqual(R2, LinuxHeaders.SOCKFS_MAGIC, "done"),          // a socket's. The mode would do for sockets' names in folders too, which O_PATH opens

        Load64(R2, R8, kernel.OffsetOf("inode", "i_ino")),              // 8 bytes, of which sockets use 4
        Store32(R10, Record + SocketFileRecord.InodeOffset, R2),
        Load32(R2, R7, kernel.OffsetOf("task_struct", "tgid")),         // the process's id in the first process-id namespace
        Store32(R10, Record + SocketFileRecord.ProcessIdOffset, R2),
        Load32(R2, R7, kernel.OffsetOf("task_struct", "pid")),          // the thread's: files come again for threads with a table of their own
        Store32(R10, Record + SocketFileRecord.ThreadIdOffset, R2),
        Load32(R2, R1, DescriptorOffset),
        Store32(R10, Record + SocketFileRecord.DescriptorOffset, R2),

        Load64(R7, R7, kernel.OffsetOf("task_struct", "group_leader")), // the first thread, whose name is the process's
        Load64(R2, R7, Name(kernel)),
        Store64(R10, Record + SocketFileRecord.NameOffset, R2),
        Load64(R2, R7, (short)(Name(kernel) + HalfName)),
        Store64(R10, Record + SocketFileRecord.NameOffset + HalfName, R2),

        Load64(R1, R1, MetaOffset),
        Load64(R1, R1, OutputOffset),                                   // where to write,
        Set(R2, R10),
        Add(R2, Record),                                                // what,
        Set(R3, SocketFileRecord.Length),                               // and how much
        Call(LinuxHeaders.BPF_FUNC_seq_write),                          // where there is no room the kernel comes again with the same file

        Here("done"),
        Set(R0, 0),                                                     // go on
        Exit());

    private static short Name(KernelTypes kernel) => kernel.OffsetOf("task_struct", "comm");
}
