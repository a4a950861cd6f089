namespace SockDiag.Owners.Bpf;

/// <summary>Finds in the kernel's type information what a program must know of this kernel: nothing is indexed, what is looked for stands near the start or is looked for once.</summary>
/// <param name="information">The running kernel's types (BTF).</param>
internal readonly ref struct KernelTypes(ReadOnlySpan<byte> information)
{
    private readonly ReadOnlySpan<byte> _information = information;

    /// <summary>The number of a function.</summary>
    /// <exception cref="IteratorRefusedException">This kernel has none of that name.</exception>
    public int Function(string name) =>
        TryFind(TypeKind.Function, name, out TypeReader function) ? function.Id : throw new IteratorRefusedException($"this kernel has no {name}");

    /// <summary>Where a member of a struct lies, in bytes.</summary>
    /// <exception cref="IteratorRefusedException">This kernel has no such struct, or the struct no such member.</exception>
    public short OffsetOf(string type, string member)
    {
        if (TryFind(TypeKind.Struct, type, out TypeReader found) && TryFindMember(found, member, out int bits)) return checked((short)(bits / 8));
        throw new IteratorRefusedException($"this kernel has no {type}.{member}");
    }

    private bool TryFind(TypeKind kind, string name, out TypeReader types)
    {
        types = new(_information);
        while (types.Read())
        {
            if (types.Kind == kind && types.IsNamed(name)) return true;
        }
        return false;
    }

    private bool TryFindMember(TypeReader type, string name, out int bits)
    {
        for (int i = 0; i < type.Count; i++)
        {
            TypeReader.Member member = type.MemberAt(i);
            bits = member.BitOffset;
            if (member.IsNamed(name)) return true;
        }
        // The members of an anonymous struct or union count as its own; where a kernel shuffles its structs nearly all are in one.
        for (int i = 0; i < type.Count; i++)
        {
            TypeReader.Member member = type.MemberAt(i);
            if (!member.IsAnonymous || !TryFindMember(At(member.Type), name, out int inner)) continue;
            bits = member.BitOffset + inner;
            return true;
        }
        bits = 0;
        return false;
    }

    private TypeReader At(int id)
    {
        var types = new TypeReader(_information);
        while (types.Read() && types.Id < id) { }
        return types;
    }
}
