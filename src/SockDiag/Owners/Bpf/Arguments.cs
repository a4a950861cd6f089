using System.Runtime.InteropServices;

// The parts of linux/bpf.h's union bpf_attr that three commands of bpf(2) use, under its names; the kernel takes what is left out for 0.
// A test holds every offset to the C compiler's.
#pragma warning disable IDE1006 // the header's own names

namespace SockDiag.Owners.Bpf;

[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct ProgramLoad
{
    [FieldOffset(0)] public int prog_type;
    [FieldOffset(4)] public int insn_cnt;
    [FieldOffset(8)] public ulong insns;
    [FieldOffset(16)] public ulong license;
    [FieldOffset(68)] public int expected_attach_type;
    [FieldOffset(108)] public int attach_btf_id;
    [FieldOffset(112)] public int attach_prog_fd;
}

[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct LinkCreate
{
    [FieldOffset(0)] public int prog_fd;
    [FieldOffset(8)] public int attach_type;
    [FieldOffset(16)] public ulong iter_info;
    [FieldOffset(24)] public int iter_info_len;
}

/// <summary>The part of union bpf_iter_link_info that tells a walk over tasks which one.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct OneProcess
{
    [FieldOffset(4)] public int pid;
}

[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct IteratorCreate
{
    [FieldOffset(0)] public int link_fd;
}
