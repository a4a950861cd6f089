namespace SockDiag;

/// <summary>Marks that are the same as far as <paramref name="Mask"/> goes.</summary>
/// <param name="Value">What the bits that count must be.</param>
/// <param name="Mask">Which bits count.</param>
public readonly record struct MaskedMark(uint Value, uint Mask = uint.MaxValue)
{
    /// <summary>As <c>0x10</c> or <c>0x10/0xff</c>.</summary>
    public override string ToString() => Mask == uint.MaxValue ? $"0x{Value:x}" : $"0x{Value:x}/0x{Mask:x}";
}
