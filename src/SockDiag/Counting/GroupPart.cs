namespace SockDiag.Counting;

/// <summary>What is equal for sockets of one group.</summary>
internal readonly record struct GroupPart(UInt128 Bits, string? Text)
{
    public int Zone { get; init; }
}
