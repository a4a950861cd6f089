using static SockDiag.Native.LinuxHeaders;

namespace SockDiag.Owners.Bpf;

/// <summary>An instruction of the kernel's machine (eBPF), or a label, which jumps name.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Destination">The register that it changes or looks at.</param>
/// <param name="Source">The other register.</param>
/// <param name="Offset">Where in memory; of a jump, how many instructions are left out.</param>
/// <param name="Immediate">A constant operand.</param>
/// <param name="Label">The label that this is, or where a jump goes.</param>
internal readonly record struct Instruction(byte Code, Register Destination, Register Source, short Offset, int Immediate, string? Label = null)
{
    private const byte LabelAlone = 0; // no instruction has this code

    public static Instruction Load64(Register to, Register from, short offset) => new(BPF_LDX | BPF_MEM | BPF_DW, to, from, offset, 0);

    public static Instruction Load32(Register to, Register from, short offset) => new(BPF_LDX | BPF_MEM | BPF_W, to, from, offset, 0);

    public static Instruction Store64(Register to, short offset, Register value) => new(BPF_STX | BPF_MEM | BPF_DW, to, value, offset, 0);

    public static Instruction Store32(Register to, short offset, Register value) => new(BPF_STX | BPF_MEM | BPF_W, to, value, offset, 0);

    public static Instruction Set(Register to, int value) => new(BPF_ALU64 | BPF_MOV | BPF_K, to, default, 0, value);

    public static Instruction Set(Register to, Register value) => new(BPF_ALU64 | BPF_MOV | BPF_X, to, value, 0, 0);

    public static Instruction Add(Register to, int value) => new(BPF_ALU64 | BPF_ADD | BPF_K, to, default, 0, value);

    public static Instruction JumpIfEqual(Register left, int right, string label) => new(BPF_JMP | BPF_JEQ | BPF_K, left, default, 0, right, label);

    public static Instruction JumpIfNotEqual(Register left, int right, string label) => new(BPF_JMP | BPF_JNE | BPF_K, left, default, 0, right, label);

    public static Instruction Call(int function) => new(BPF_JMP | BPF_CALL, default, default, 0, function);

    public static Instruction Exit() => new(BPF_JMP | BPF_EXIT, default, default, 0, 0);

    public static Instruction Here(string label) => new(LabelAlone, default, default, 0, 0, label);

    /// <summary>The instructions as the kernel takes them, of 8 bytes each.</summary>
    public static ulong[] Assemble(params ReadOnlySpan<Instruction> listing)
    {
        var program = new ulong[PlaceOf(null, listing)];
        int place = 0;
        foreach (Instruction line in listing)
        {
            if (line.IsLabel) continue;
            // A jump counts from the instruction behind it.
            short offset = line.Label is null ? line.Offset : checked((short)(PlaceOf(line.Label, listing) - place - 1));
            program[place++] = line.Encode(offset);
        }
        return program;
    }

    /// <summary>How many instructions stand before a label; null: before the end.</summary>
    private static int PlaceOf(string? label, ReadOnlySpan<Instruction> listing)
    {
        int place = 0;
        foreach (Instruction line in listing)
        {
            if (!line.IsLabel) place++;
            else if (line.Label == label) return place;
        }
        return label is null ? place : throw new ArgumentException($"There is no label {label}.", nameof(label));
    }

    private bool IsLabel => Code == LabelAlone;

    /// <summary>struct bpf_insn: the code, two registers of 4 bits, an offset of 16 and a constant of 32.</summary>
    private ulong Encode(short offset) => Code | (ulong)Destination << 8 | (ulong)Source << 12 | (ulong)(ushort)offset << 16 | (ulong)(uint)Immediate << 32;
}
