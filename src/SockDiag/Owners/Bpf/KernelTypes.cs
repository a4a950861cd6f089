namespace SockDiag.Owners.Bpf;

/// <summary>Finds in the kernel's type information what a program must know of this kernel: nothing is indexed, what is looked for stands near the start or is looked for once.</summary>
/// <param name="information">The running kernel's types (BTF).</param>
internal readonly ref struct KernelTypes(ReadOnlySpan<byte> information)
{
    // Much more than kernels have: 23 in the struct of theirs that has most, 2 inside each other. Each is looked for from the start,
    // so what damage may cost is bounded.
    private const int MostAnonymousMembers = 100;

    private readonly ReadOnlySpan<byte> _information = information;

    /// <summary>The number of a function.</summary>
    /// <exception cref="IteratorRefusedException">This kernel has none of that name.</exception>
    /// <exception cref="FormatException">The types are damaged.</exception>
    public int Function(string name) =>
        TryFind(TypeKind.Function, name, out TypeReader function) ? function.Id : throw new IteratorRefusedException($"this kernel has no {name}");

    /// <summary>Where a member of a struct lies, in bytes.</summary>
    /// <exception cref="IteratorRefusedException">This kernel has no such struct, or the struct no such member.</exception>
    /// <exception cref="FormatException">The types are damaged.</exception>
    public short OffsetOf(string type, string member)
    {
        int anonymousMembers = 0;
        if (!TryFind(TypeKind.Struct, type, out TypeReader found) || !TryFindMember(found, member, ref anonymousMembers, out long bits))
            throw new IteratorRefusedException($"this kernel has no {type}.{member}");
        if (bits / 8 is >= 0 and <= short.MaxValue and long bytes) return (short)bytes;
        throw new FormatException($"{type}.{member} lies {bits} bits from its start.");
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

    private bool TryFindMember(TypeReader type, string name, ref int anonymousMembers, out long bits)
    {
        bits = 0;
        if (type.Kind is not (TypeKind.Struct or TypeKind.Union)) return false; // nothing else has members
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
            if (!member.IsAnonymous) continue;
            // In damaged types one may be its own struct, or many may be each other's.
            if (++anonymousMembers > MostAnonymousMembers) throw new FormatException("There are too many members without a name.");
            if (!TryFindMember(At(member.Type), name, ref anonymousMembers, out long inner)) continue;
            bits = member.BitOffset + inner;
            return true;
        }
        return false;
    }

    private TypeReader At(int id)
    {
        var types = new TypeReader(_information);
        while (types.Read())
        {
            if (types.Id == id) return types;
        }
        throw new FormatException($"There is no type {id}.");
    }
}
