using System.Buffers.Binary;
using System.Text;

namespace SockDiag.Tests.Layout;

/// <summary>The types of the running kernel (BTF): values of its enums, and offsets of its structs' members, which the C headers of a distribution may lack.</summary>
internal sealed class KernelTypeInformation
{
    private const string Path = "/sys/kernel/btf/vmlinux";
    private const ushort Magic = 0xeb9f;

    private static readonly Lazy<KernelTypeInformation> _running = new(() => new(File.ReadAllBytes(Path)));

    private readonly Dictionary<string, long> _enumerators = [];
    private readonly Dictionary<string, long> _bitOffsets = []; // of "struct.member"

    private KernelTypeInformation(byte[] bytes)
    {
        int header = Int(bytes, 4);
        int types = header + Int(bytes, 8), typesEnd = types + Int(bytes, 12);
        int strings = header + Int(bytes, 16);
        Assert.Equal(Magic, BinaryPrimitives.ReadUInt16LittleEndian(bytes));
        for (int at = types; at < typesEnd;)
        {
            int name = Int(bytes, at), information = Int(bytes, at + 4);
            int kind = information >> 24 & 0x1f, count = information & 0xffff;
            bool hasBitSizes = information < 0;
            at += 12;
            switch (kind)
            {
                case 4 or 5: // struct, union: a member is its name, its type, its offset in bits
                    for (int i = 0; i < count; i++, at += 12)
                        _bitOffsets.TryAdd($"{Text(name)}.{Text(Int(bytes, at))}", hasBitSizes ? Int(bytes, at + 8) & 0xffffff : Int(bytes, at + 8));
                    break;
                case 6: // enum
                    for (int i = 0; i < count; i++, at += 8) _enumerators.TryAdd(Text(Int(bytes, at)), Int(bytes, at + 4));
                    break;
                case 19: // enum of 64 bits
                    for (int i = 0; i < count; i++, at += 12) _enumerators.TryAdd(Text(Int(bytes, at)), (long)(uint)Int(bytes, at + 8) << 32 | (uint)Int(bytes, at + 4));
                    break;
                default:
                    at += kind switch { 1 or 14 or 17 => 4, 3 => 12, 13 => 8 * count, 15 => 12 * count, _ => 0 };
                    break;
            }
        }

        string Text(int offset)
        {
            int start = strings + offset;
            return Encoding.ASCII.GetString(bytes, start, Array.IndexOf(bytes, (byte)0, start) - start);
        }
    }

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? Absent => File.Exists(Path) ? null : $"This kernel has no {Path}.";

    public static KernelTypeInformation Running => _running.Value;

    /// <summary>The value of an enumerator, or null where the kernel has none of that name.</summary>
    public long? Enumerator(string name) => _enumerators.TryGetValue(name, out long value) ? value : null;

    /// <summary>Where a member starts, in bits, or null where there is none.</summary>
    public long? BitOffset(string type, string member) => _bitOffsets.TryGetValue($"{type}.{member}", out long bits) ? bits : null;

    private static int Int(byte[] bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
}
