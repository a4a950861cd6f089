using System.Globalization;
using System.Runtime.InteropServices;

namespace SockDiag.Families.Packet;

/// <summary>A classic BPF program as text, a line an instruction.</summary>
internal static class FilterText
{
    private const int InstructionLength = 8;
    private const uint Ancillary = unchecked((uint)-0x1000);     // SKF_AD_OFF: what the kernel knows of a packet beside its bytes
    private const uint NetworkHeader = unchecked((uint)-0x100000); // SKF_NET_OFF
    private const uint LinkHeader = unchecked((uint)-0x200000);    // SKF_LL_OFF

    private static readonly string[] _ancillary =
    [
        "protocol", "packet-type", "interface", "netlink-attribute", "nested-netlink-attribute", "mark", "queue", "hardware-type", "receive-hash", "cpu",
        "xor-x", "vlan-tag", "vlan-present", "payload-offset", "random", "vlan-protocol",
    ];

    private static readonly string[] _operations = ["add", "sub", "mul", "div", "or", "and", "lsh", "rsh", "neg", "mod", "xor"];
    private static readonly string[] _jumps = ["jmp", "jeq", "jgt", "jge", "jset"];

    public static int CountOf(ReadOnlySpan<byte> program) => program.Length / InstructionLength;

    public static string Of(ReadOnlySpan<byte> program)
    {
        ReadOnlySpan<sock_filter> instructions = MemoryMarshal.Cast<byte, sock_filter>(program);
        var lines = new string[instructions.Length];
        for (int i = 0; i < lines.Length; i++) lines[i] = $"{i}: {Of(instructions[i], i + 1)}";
        return string.Join('\n', lines);
    }

    /// <summary>An instruction is a class (the low three bits) and what the class makes of the others. Jumps count from the next instruction.</summary>
    private static string Of(sock_filter instruction, int next) => (instruction.code & 7) switch
    {
        0 => $"ld{Size(instruction.code)} {Operand(instruction)}",
        1 => $"ldx{Size(instruction.code)} {Operand(instruction)}",
        2 => $"st M[{instruction.k}]",
        3 => $"stx M[{instruction.k}]",
        4 => Arithmetic(instruction),
        5 => Jump(instruction, next),
        6 => (instruction.code & 0x18) == 0x10 ? "ret a" : $"ret #{instruction.k}",
        _ => (instruction.code & 0xf8) == 0x80 ? "txa" : "tax",
    };

    private static string Size(ushort code) => (code & 0x18) switch
    {
        0x08 => "h",
        0x10 => "b",
        _ => "",
    };

    private static string Operand(sock_filter instruction) => (instruction.code & 0xe0) switch
    {
        0x00 => $"#{Number(instruction.k)}",
        0x20 => Absolute(instruction.k),
        0x40 => $"[x + {instruction.k}]",
        0x60 => $"M[{instruction.k}]",
        0x80 => "#length",
        0xa0 => $"4*([{instruction.k}]&0xf)", // the length of an IPv4 header
        _ => Unknown(instruction),
    };

    private static string Absolute(uint place) => place switch
    {
        >= Ancillary => (place - Ancillary) / 4 is uint index && index < _ancillary.Length ? _ancillary[index] : $"[ancillary + {place - Ancillary}]",
        >= NetworkHeader => $"[network + {place - NetworkHeader}]",
        >= LinkHeader => $"[link + {place - LinkHeader}]",
        _ => $"[{place}]",
    };

    private static string Arithmetic(sock_filter instruction)
    {
        int operation = (instruction.code & 0xf0) >> 4;
        if (operation >= _operations.Length) return Unknown(instruction);
        string name = _operations[operation];
        return name == "neg" ? name : (instruction.code & 8) != 0 ? $"{name} x" : $"{name} #{Number(instruction.k)}";
    }

    private static string Jump(sock_filter instruction, int next)
    {
        int condition = (instruction.code & 0xf0) >> 4;
        if (condition >= _jumps.Length) return Unknown(instruction);
        if (condition == 0) return $"jmp {next + instruction.k}";
        string operand = (instruction.code & 8) != 0 ? "x" : $"#{Number(instruction.k)}";
        return $"{_jumps[condition]} {operand}, true {next + instruction.jt}, false {next + instruction.jf}";
    }

    private static string Number(uint value) => value < 10 ? value.ToString(CultureInfo.InvariantCulture) : $"0x{value:x}";

    private static string Unknown(sock_filter instruction) => $"0x{instruction.code:x} 0x{instruction.k:x}";
}
