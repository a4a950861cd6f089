using System.Runtime.InteropServices;
using System.Text;
using SockDiag.Owners.Bpf;

namespace SockDiag.Tests.Owners;

/// <summary>Type information as a kernel would write it (BTF), type after type.</summary>
internal sealed class TypeBytes
{
    private const int HeaderLength = 24;

    private readonly List<int> _types = [];
    private readonly List<byte> _strings = [0];

    /// <summary>Adds a struct or union; the members are a name, a type and a place in bits each.</summary>
    public TypeBytes With(TypeKind kind, string name, params (string Name, int Type, int Bits)[] members)
    {
        _types.AddRange([Text(name), (int)kind << 24 | members.Length, 0]);
        foreach ((string member, int type, int bits) in members) _types.AddRange([Text(member), type, bits]);
        return this;
    }

    /// <summary>Adds what has a name and nothing else.</summary>
    public TypeBytes With(TypeKind kind, string name)
    {
        _types.AddRange([Text(name), (int)kind << 24, 0]);
        return this;
    }

    public byte[] ToArray()
    {
        byte[] types = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_types)).ToArray();
        int[] header = [0x0001eb9f, HeaderLength, 0, types.Length, types.Length, _strings.Count];
        return [.. MemoryMarshal.AsBytes(header.AsSpan()), .. types, .. _strings];
    }

    private int Text(string text)
    {
        if (text.Length == 0) return 0;
        int place = _strings.Count;
        _strings.AddRange([.. Encoding.ASCII.GetBytes(text), 0]);
        return place;
    }
}
