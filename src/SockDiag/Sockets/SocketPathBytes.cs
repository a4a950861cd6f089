using System.Collections.ObjectModel;

namespace SockDiag;

/// <summary>Bytes that a Unix socket is bound to, as the program gave them.</summary>
public sealed class SocketPathBytes : ReadOnlyCollection<byte>
{
    internal SocketPathBytes(ReadOnlySpan<byte> bytes) : base(bytes.ToArray()) { }

    /// <summary>How many there are.</summary>
    public new int Count => base.Count;

    /// <summary>As hexadecimal digits, <c>2f72756e</c>: what a CSV file carries.</summary>
    public override string ToString() => Convert.ToHexString([.. this]).ToLowerInvariant();
}
