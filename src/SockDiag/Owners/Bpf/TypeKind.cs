namespace SockDiag.Owners.Bpf;

/// <summary>What a type of the kernel's is, as far as it is of interest here or is followed by more (BTF_KIND_...).</summary>
internal enum TypeKind
{
    Int = 1,
    Array = 3,
    Struct = 4,
    Union = 5,
    Enum = 6,
    Function = 12,
    FunctionPrototype = 13,
    Variable = 14,
    DataSection = 15,
    DeclarationTag = 17,
    Enum64 = 19,
}
