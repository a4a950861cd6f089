using System.Buffers.Binary;

namespace SockDiag.Tests.Filtering;

/// <summary>What the kernel does with INET_DIAG_REQ_BYTECODE, written after the kernel's rules (its audit before a dump, its run for each socket) and not after our compiler.</summary>
internal static class BytecodeMachine
{
    private const int Rejection = 4; // this far behind the end

    /// <summary>What the kernel's audit would refuse; null where it accepts the program.</summary>
    public static string? Audit(ReadOnlySpan<byte> program)
    {
        if (program.Length is < 4 or > 65_531 || program.Length % 4 != 0) return $"a program of {program.Length} bytes";
        HashSet<int> reached = ReachedByYes(program);
        int at = 0;
        while (at < program.Length)
        {
            ReadOnlySpan<byte> rest = program[at..];
            if (Length(rest) is not int length) return $"{at}: code {rest[0]} is none, or not complete";
            if (length > rest.Length) return $"{at}: not complete";
            (int yes, int no) = (rest[1], No(rest));
            if (rest[0] != 0 && (no < length || no > rest.Length + Rejection || no % 4 != 0)) return $"{at}: no is {no}";
            if (rest[0] != 0 && no <= rest.Length && !reached.Contains(at + no)) return $"{at}: no lands on {at + no}, which is no instruction";
            if (yes < length || yes > rest.Length + Rejection || yes % 4 != 0) return $"{at}: yes is {yes}";
            at += yes;
        }
        return at == program.Length ? null : $"yes arrives at {at} of {program.Length}";
    }

    /// <summary>Whether the kernel would put the socket into its answer.</summary>
    /// <param name="program">The program.</param>
    /// <param name="message">The inet_diag_msg that tells of the socket.</param>
    /// <param name="mark">Its mark.</param>
    /// <param name="cgroup">Its cgroup.</param>
    public static bool Accepts(ReadOnlySpan<byte> program, ReadOnlySpan<byte> message, uint mark, ulong cgroup)
    {
        int localPort = BinaryPrimitives.ReadUInt16BigEndian(message[4..]), remotePort = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        int at = 0;
        while (at < program.Length)
        {
            ReadOnlySpan<byte> instruction = program[at..];
            ReadOnlySpan<byte> operand = instruction[4..];
            bool holds = instruction[0] switch
            {
                0 => true,
                1 => false,
                2 => localPort >= Port(operand),
                3 => localPort <= Port(operand),
                4 => remotePort >= Port(operand),
                5 => remotePort <= Port(operand),
                7 => IsHost(operand, message[0], message[8..24], localPort),
                8 => IsHost(operand, message[0], message[24..40], remotePort),
                9 => BinaryPrimitives.ReadUInt32LittleEndian(message[40..]) == BinaryPrimitives.ReadUInt32LittleEndian(operand),
                10 => (mark & BinaryPrimitives.ReadUInt32LittleEndian(operand[4..])) == BinaryPrimitives.ReadUInt32LittleEndian(operand),
                11 => localPort == Port(operand),
                12 => remotePort == Port(operand),
                13 => cgroup == BinaryPrimitives.ReadUInt64LittleEndian(operand),
                var code => throw new InvalidOperationException($"There is no code {code}."),
            };
            int step = holds ? instruction[1] : No(instruction);
            if (step == 0) throw new InvalidOperationException($"The program stands still at {at}: no audit would have let it pass.");
            at += step;
        }
        return at == program.Length;
    }

    private static HashSet<int> ReachedByYes(ReadOnlySpan<byte> program)
    {
        var reached = new HashSet<int>();
        for (int at = 0; at <= program.Length && reached.Add(at) && at < program.Length;) at += program[at + 1];
        return reached;
    }

    /// <summary>How long an instruction is; null where there is none of that code.</summary>
    private static int? Length(ReadOnlySpan<byte> instruction) => instruction[0] switch
    {
        0 or 1 or 6 => 4,
        2 or 3 or 4 or 5 or 9 or 11 or 12 => 8,
        10 or 13 => 12,
        7 or 8 when instruction.Length >= 12 => instruction[4] switch
        {
            0 when instruction[5] == 0 => 12,
            2 when instruction[5] <= 32 => 16,
            10 when instruction[5] <= 128 => 28,
            _ => null,
        },
        _ => null,
    };

    private static bool IsHost(ReadOnlySpan<byte> condition, byte family, ReadOnlySpan<byte> address, int port)
    {
        int wantedPort = BinaryPrimitives.ReadInt32LittleEndian(condition[4..]);
        if (wantedPort != -1 && wantedPort != port) return false;
        (byte wanted, int prefixLength) = (condition[0], condition[1]);
        if (wanted == 0) return true;
        if (wanted == 2 && family == 10)
        {
            if (!address[..12].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])) return false;
            address = address[12..];
        }
        else if (wanted != family)
        {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++)
        {
            int mask = 0x80 >> (bit & 7);
            if (((address[bit >> 3] ^ condition[8 + (bit >> 3)]) & mask) != 0) return false;
        }
        return true;
    }

    private static int No(ReadOnlySpan<byte> instruction) => BinaryPrimitives.ReadUInt16LittleEndian(instruction[2..]);

    private static int Port(ReadOnlySpan<byte> operand) => BinaryPrimitives.ReadUInt16LittleEndian(operand[2..]);
}
