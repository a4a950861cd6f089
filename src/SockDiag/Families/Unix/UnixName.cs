namespace SockDiag.Families.Unix;

/// <summary>What a Unix socket is bound to: the path of a file, or an abstract name, which is bytes behind a 0. Sockets of the same name share one.</summary>
/// <param name="bytes">As the kernel told it, less the 0 that ends a path.</param>
internal sealed class UnixName(byte[] bytes)
{
    private const byte Abstract = 0;
    private const byte At = (byte)'@';

    private string? _text;

    /// <summary>A path's bytes; an abstract name's with the 0 that it starts with.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    public bool IsAbstract => bytes[0] == Abstract;

    /// <summary>The same for people, and for terminals. No two names have the same text.</summary>
    public string Text => _text ??= Write(bytes);

    /// <summary>The bytes that make a name, of what the kernel told; none where it told of none.</summary>
    public static ReadOnlySpan<byte> BytesIn(ReadOnlySpan<byte> told) => told is [not Abstract, .., 0] ? told[..^1] : told;

    /// <summary>The rule of all names, and one more escape: a file whose path starts with an @ would read as an abstract name.</summary>
    private static string Write(ReadOnlySpan<byte> name)
    {
        if (name[0] == Abstract) return '@' + EscapedText.Of(name[1..]);
        if (name[0] == At) return EscapedText.Escape(At) + EscapedText.Of(name[1..]);
        return EscapedText.StartsAsEscapeOf(name, At) ? EscapedText.Escape((byte)'\\') + EscapedText.Of(name[1..]) : EscapedText.Of(name);
    }
}
