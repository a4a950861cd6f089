namespace SockDiag.Netlink;

/// <summary>Whole netlink messages in a buffer: what one recv brought, or one piece of a recording.</summary>
/// <param name="Buffer">The bytes; those from <paramref name="Length"/> on mean nothing.</param>
/// <param name="Length">How many bytes are messages.</param>
/// <param name="Origin">How many bytes came before, for the offsets in errors.</param>
internal readonly record struct Datagram(byte[] Buffer, int Length, long Origin);
