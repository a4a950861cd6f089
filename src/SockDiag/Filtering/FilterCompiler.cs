using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SockDiag.Families.Inet;

namespace SockDiag.Filtering;

/// <summary>Writes a filter as INET_DIAG_REQ_BYTECODE.</summary>
/// <remarks>
/// A test is followed where it holds; where it does not, it jumps. Every part obeys one sentence: true falls out at its end, false lands
/// <c>no</c> bytes past the end. A program is written from its end to its start, so that what a jump passes is already there to be measured.
/// </remarks>
internal sealed class FilterCompiler
{
    /// <summary>The longest program: an attribute's length is 16 bits, a multiple of 4 with its header.</summary>
    public const int LongestProgram = 65_528;

    /// <summary>Above this many alternatives the kernel, which tries them one by one, is slower than handing every socket to a search here.</summary>
    public const int MostAlternatives = 128;

    /// <summary>
    /// So many marks fit into a program, which is worth its time: not every kernel tells the marks of all sockets, so that a search here may miss some.
    /// </summary>
    private const int MostMarks = LongestProgram / (JumpLength + MarkLength);

    private const int JumpLength = 4;
    private const int MarkLength = 12;
    private const int RejectPastEnd = 4; // the kernel: landing on the end accepts, 4 past it rejects
    private const int AnyPort = -1;

    private readonly byte[] _program = new byte[LongestProgram];
    private int _start = LongestProgram;
    private bool _isTooLong;

    internal enum Code : byte
    {
        Jump = 1,
        LocalPortAtLeast = 2,
        LocalPortAtMost = 3,
        RemotePortAtLeast = 4,
        RemotePortAtMost = 5,
        LocalAddress = 7,
        RemoteAddress = 8,
        Interface = 9,
        Mark = 10,
        LocalPort = 11,
        RemotePort = 12,
        Cgroup = 13,
    }

    private int Length => _program.Length - _start;

    /// <summary>Whether the kernel has a test for every part of the filter.</summary>
    public static bool CanCompile(SocketFilter filter) => filter switch
    {
        SocketFilter.And(var left, var right) => CanCompile(left) && CanCompile(right),
        SocketFilter.Or(var left, var right) => CanCompile(left) && CanCompile(right),
        SocketFilter.Not(var inner) => CanCompile(inner),
        SocketFilter.Address { Addresses.Prefixes.Length: var count } => count <= MostAlternatives,
        SocketFilter.Cgroup { Ids.Count: var count } => count <= MostAlternatives,
        SocketFilter.Interface { Indexes.Count: var count } => count <= MostAlternatives,
        SocketFilter.Mark { Marks.Members.Length: var count } => count <= MostMarks,
        SocketFilter.Port => true,
        _ => false,
    };

    /// <summary>The program, or null where it is too long for the kernel.</summary>
    /// <param name="filter">A filter for which <see cref="CanCompile"/> holds.</param>
    public static byte[]? Compile(SocketFilter filter)
    {
        var compiler = new FilterCompiler();
        compiler.Emit(filter, RejectPastEnd);
        return compiler._isTooLong ? null : compiler._program[compiler._start..];
    }

    private void Emit(SocketFilter filter, int no)
    {
        switch (filter)
        {
            case SocketFilter.And(var left, var right):
                int rightOfAnd = Measure(() => Emit(right, no));
                Emit(left, rightOfAnd + no);
                break;
            case SocketFilter.Or(var left, var right):
                int rightOfOr = Measure(() => Emit(right, no));
                Jump(rightOfOr);
                Emit(left, JumpLength);
                break;
            case SocketFilter.Not(var inner):
                Jump(no);
                Emit(inner, JumpLength);
                break;
            case SocketFilter.Port(var side, var ports):
                EmitPorts(side, ports.Ranges, no);
                break;
            case SocketFilter.Address(var side, var addresses):
                EmitAny(addresses.Prefixes.ToArray(), (prefix, past) => EmitPrefix(side, prefix, past), no);
                break;
            case SocketFilter.Interface(var indexes):
                EmitAny([.. indexes], (index, past) => Test(Code.Interface, past, BitConverter.GetBytes(index)), no);
                break;
            case SocketFilter.Mark(var marks):
                EmitAny(marks.Members.ToArray(), (mark, past) => Test(Code.Mark, past, [.. BitConverter.GetBytes(mark.Value), .. BitConverter.GetBytes(mark.Mask)]), no);
                break;
            case SocketFilter.Cgroup(var ids):
                EmitAny([.. ids], (id, past) => Test(Code.Cgroup, past, BitConverter.GetBytes(id)), no);
                break;
            default:
                throw new NotSupportedException($"The kernel has no test for {filter}.");
        }
    }

    /// <summary>One alternative after the other; of none, nothing is true.</summary>
    private void EmitAny<T>(T[] alternatives, Action<T, int> emit, int no)
    {
        if (alternatives.Length == 0)
        {
            Jump(no);
            return;
        }
        int after = Measure(() => emit(alternatives[^1], no));
        for (int i = alternatives.Length - 2; i >= 0; i--)
        {
            T alternative = alternatives[i];
            int behind = after;
            after += Measure(() =>
            {
                Jump(behind);
                emit(alternative, JumpLength);
            });
        }
    }

    /// <summary>A search tree, so that a socket meets about log n tests.</summary>
    private void EmitPorts(EndpointSide side, ReadOnlySpan<PortRange> ranges, int no)
    {
        bool isLocal = side == EndpointSide.Local;
        if (ranges.Length == 0)
        {
            Jump(no);
        }
        else if (ranges is [var range])
        {
            if (range.First == range.Last)
            {
                Test(isLocal ? Code.LocalPort : Code.RemotePort, no, PortOperand(range.First));
                return;
            }
            int atMost = 0;
            if (range.Last < PortRange.Largest) atMost = Test(isLocal ? Code.LocalPortAtMost : Code.RemotePortAtMost, no, PortOperand(range.Last));
            if (range.First > 0) Test(isLocal ? Code.LocalPortAtLeast : Code.RemotePortAtLeast, atMost + no, PortOperand(range.First));
        }
        else
        {
            // at least the middle? else the lower half; the upper half, a jump over the lower half, the lower half.
            int middle = ranges.Length / 2;
            int end = _start;
            EmitPorts(side, ranges[..middle], no);
            int lower = end - _start;
            Jump(lower);
            EmitPorts(side, ranges[middle..], JumpLength + lower + no);
            int toLower = end - _start - lower;
            Test(isLocal ? Code.LocalPortAtLeast : Code.RemotePortAtLeast, toLower, PortOperand(ranges[middle].First));
        }
    }

    private void EmitPrefix(EndpointSide side, AddressPrefix prefix, int no)
    {
        var mapped = new AddressPrefix(System.Net.IPAddress.Any, 0);
        bool holdsMapped = !prefix.First.IsIPv4 && prefix.First.Bits <= MappedFirst && prefix.Last.Bits >= MappedFirst;
        int exclusion = 0;
        if (holdsMapped)
        {
            // To the kernel an IPv4-mapped end is an IPv6 one; here it is IPv4: not among these.
            exclusion = Measure(() =>
            {
                Jump(no);
                Test(AddressCode(side), JumpLength, Condition(mapped));
            });
        }
        Test(AddressCode(side), exclusion + no, Condition(prefix));
    }

    private static UInt128 MappedFirst => (UInt128)0xffff << 32;

    private static Code AddressCode(EndpointSide side) => side == EndpointSide.Local ? Code.LocalAddress : Code.RemoteAddress;

    /// <summary>A condition of IPv4 also looks at the last four bytes of IPv4-mapped addresses.</summary>
    private static byte[] Condition(AddressPrefix prefix)
    {
        var condition = new inet_diag_hostcond
        {
            family = (byte)(prefix.First.IsIPv4 ? SocketAddressFamily.IPv4 : SocketAddressFamily.IPv6),
            prefix_len = (byte)prefix.Length,
            port = AnyPort,
        };
        byte[] address = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(address, prefix.First.Bits);
        return [.. MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_hostcond>(in condition)), .. prefix.First.IsIPv4 ? address[12..] : address];
    }

    private static byte[] PortOperand(int port) => [0, 0, .. BitConverter.GetBytes((ushort)port)];

    private void Jump(int past) => Write(Code.Jump, JumpLength + past, []);

    /// <summary>Writes a test and says how long it is.</summary>
    private int Test(Code code, int no, ReadOnlySpan<byte> operand)
    {
        int length = JumpLength + operand.Length;
        Write(code, length + no, operand);
        return length;
    }

    /// <summary>Writes an instruction before all others. <paramref name="no"/> counts from its own start, as the kernel does.</summary>
    private void Write(Code code, int no, ReadOnlySpan<byte> operand)
    {
        int length = JumpLength + operand.Length;
        if (length > _start || no > ushort.MaxValue) _isTooLong = true;
        if (_isTooLong) return;
        _start -= length;
        Span<byte> instruction = _program.AsSpan(_start);
        instruction[0] = (byte)code;
        instruction[1] = (byte)length; // yes: the instruction behind
        MemoryMarshal.Write(instruction[2..], (ushort)no);
        operand.CopyTo(instruction[JumpLength..]);
    }

    private int Measure(Action emit)
    {
        int before = Length;
        emit();
        return Length - before;
    }
}
