using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace SockDiag.Owners.Bpf;

/// <summary>Steps through the kernel's type information (BTF), in place. Whatever reads beyond what is there throws a <see cref="FormatException"/>.</summary>
internal ref struct TypeReader
{
    // struct btf_header: magic, version and flags, then lengths and places of 4 bytes each; these are counted from the header's end.
    private const ushort Magic = 0xeb9f;
    private const int HeaderLengthOffset = 4;
    private const int TypesOffset = 8;
    private const int TypesLengthOffset = 12;
    private const int StringsOffset = 16;
    private const int ShortestHeader = 24;

    // struct btf_type: name, information, and the size or another type, of 4 bytes each.
    private const int InformationOffset = 4;
    private const int TypeLength = 12;
    private const int MemberLength = 12;

    private readonly ReadOnlySpan<byte> _types;
    private readonly ReadOnlySpan<byte> _strings;
    private int _position;
    private int _next;

    /// <exception cref="FormatException">This is no type information.</exception>
    public TypeReader(ReadOnlySpan<byte> information)
    {
        if (information.Length < ShortestHeader || MemoryMarshal.Read<ushort>(information) != Magic) throw new FormatException("This is no type information.");
        ReadOnlySpan<byte> afterHeader = From(information, Int(information, HeaderLengthOffset));
        _types = Part(afterHeader, Int(information, TypesOffset), Int(information, TypesLengthOffset));
        _strings = From(afterHeader, Int(information, StringsOffset));
    }

    /// <summary>The type's number: they count from 1, in the order in which they stand.</summary>
    public int Id { get; private set; }

    public readonly TypeKind Kind => (TypeKind)(Information >> 24 & 0x1f);

    public readonly string Name => Encoding.ASCII.GetString(Text(Int(_types, _position)));

    /// <summary>How many members or values it has.</summary>
    public readonly int Count => Information & 0xffff;

    private readonly int Information => Int(_types, _position + InformationOffset);

    /// <summary>Steps to the next type; false at the end.</summary>
    public bool Read()
    {
        if (_next == _types.Length) return false;
        _position = _next;
        Id++;
        int length = TypeLength + Kind switch
        {
            TypeKind.Int or TypeKind.Variable or TypeKind.DeclarationTag => 4,
            TypeKind.Array => 12,
            TypeKind.Struct or TypeKind.Union => MemberLength * Count,
            TypeKind.DataSection or TypeKind.Enum64 => 12 * Count,
            TypeKind.Enum or TypeKind.FunctionPrototype => 8 * Count,
            _ => 0,
        };
        if (length > _types.Length - _position) TooShort();
        _next = _position + length;
        return true;
    }

    /// <summary>Whether it has that name, which is ASCII.</summary>
    public readonly bool IsNamed(string name) => IsText(Int(_types, _position), name);

    /// <summary>A member of a struct or union.</summary>
    public readonly Member MemberAt(int index) => new(this, Part(_types, _position + TypeLength + index * MemberLength, MemberLength));

    /// <summary>The name and the value of an enumerator.</summary>
    public readonly (string Name, long Value) EnumeratorAt(int index)
    {
        bool is64 = Kind == TypeKind.Enum64;
        ReadOnlySpan<byte> entry = From(_types, _position + TypeLength + index * (is64 ? 12 : 8));
        long low = Int(entry, 4);
        return (Encoding.ASCII.GetString(Text(Int(entry, 0))), is64 ? (long)Int(entry, 8) << 32 | (uint)low : low);
    }

    private readonly bool IsText(int offset, string text)
    {
        ReadOnlySpan<byte> rest = From(_strings, offset);
        return rest.Length > text.Length && rest[text.Length] == 0 && Ascii.Equals(rest[..text.Length], text);
    }

    private readonly ReadOnlySpan<byte> Text(int offset)
    {
        ReadOnlySpan<byte> rest = From(_strings, offset);
        int end = rest.IndexOf((byte)0);
        if (end < 0) TooShort();
        return rest[..end];
    }

    /// <summary>Whether there is no text; what there is else is not looked at.</summary>
    private readonly bool IsEmptyText(int offset) => From(_strings, offset) is [0, ..];

    private static int Int(ReadOnlySpan<byte> bytes, int at) => MemoryMarshal.Read<int>(Part(bytes, at, sizeof(int)));

    private static ReadOnlySpan<byte> From(ReadOnlySpan<byte> bytes, int at)
    {
        if ((uint)at > (uint)bytes.Length) TooShort();
        return bytes[at..];
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, int at, int length)
    {
        ReadOnlySpan<byte> from = From(bytes, at);
        if ((uint)length > (uint)from.Length) TooShort();
        return from[..length];
    }

    [DoesNotReturn]
    private static void TooShort() => throw new FormatException("The type information ends before what it speaks of.");

    /// <summary>A member of a struct or union: name, type and distance from the start.</summary>
    public readonly ref struct Member(TypeReader type, ReadOnlySpan<byte> bytes)
    {
        private readonly TypeReader _owner = type;
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public string Name => Encoding.ASCII.GetString(_owner.Text(Int(_bytes, 0)));

        /// <summary>The number of the member's own type.</summary>
        public int Type => Int(_bytes, 4);

        /// <summary>In bits; in some structs the width of a bit field stands in its upper byte. Below 0 only in damaged types.</summary>
        public int BitOffset => _owner.Information < 0 ? Int(_bytes, 8) & 0xffffff : Int(_bytes, 8);

        /// <summary>Whether it is a struct or union without a name, whose members count as the outer one's.</summary>
        public bool IsAnonymous => _owner.IsEmptyText(Int(_bytes, 0));

        public bool IsNamed(string name) => _owner.IsText(Int(_bytes, 0), name);
    }
}
