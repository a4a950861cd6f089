namespace SockDiag.Owners.Bpf;

/// <summary>A register of the kernel's machine. A call takes its arguments from R1 on, changes R0 to R5 and keeps R6 to R9; R10 is the end of the stack.</summary>
internal enum Register
{
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10,
}
