using SockDiag.Owners.Bpf;

namespace SockDiag.Tests.Layout;

/// <summary>The types of the running kernel (BTF): values of its enums, and offsets of its structs' members, which the C headers of a distribution may lack.</summary>
internal sealed class KernelTypeInformation
{
    private const string Path = "/sys/kernel/btf/vmlinux";

    private static readonly Lazy<KernelTypeInformation> _running = new(() => new(File.ReadAllBytes(Path)));

    private readonly Dictionary<string, long> _enumerators = [];
    private readonly Dictionary<string, long> _bitOffsets = []; // of "struct.member"

    private KernelTypeInformation(byte[] bytes)
    {
        var types = new TypeReader(bytes);
        while (types.Read())
        {
            for (int i = 0; i < types.Count; i++)
            {
                if (types.Kind is TypeKind.Struct or TypeKind.Union)
                {
                    TypeReader.Member member = types.MemberAt(i);
                    _bitOffsets.TryAdd($"{types.Name}.{member.Name}", member.BitOffset);
                }
                else if (types.Kind is TypeKind.Enum or TypeKind.Enum64)
                {
                    (string name, long value) = types.EnumeratorAt(i);
                    _enumerators.TryAdd(name, value);
                }
            }
        }
    }

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? Absent => File.Exists(Path) ? null : $"This kernel has no {Path}.";

    public static KernelTypeInformation Running => _running.Value;

    /// <summary>The value of an enumerator, or null where the kernel has none of that name.</summary>
    public long? Enumerator(string name) => _enumerators.TryGetValue(name, out long value) ? value : null;

    /// <summary>Where a member starts, in bits, or null where there is none.</summary>
    public long? BitOffset(string type, string member) => _bitOffsets.TryGetValue($"{type}.{member}", out long bits) ? bits : null;
}
