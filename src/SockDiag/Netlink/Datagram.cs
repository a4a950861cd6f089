namespace SockDiag.Netlink;

/// <summary>Whole netlink messages: one that was received, or one piece of a recording.</summary>
/// <param name="Bytes">The messages, one behind the other.</param>
/// <param name="Origin">How many bytes came before, for the offsets in errors.</param>
internal readonly record struct Datagram(ReadOnlyMemory<byte> Bytes, long Origin);
