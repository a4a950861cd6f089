using System.Globalization;
using System.Text;

namespace SockDiag.Families.Unix;

/// <summary>What a Unix socket is bound to: the path of a file, or an abstract name, which is bytes behind a 0. Sockets of the same name share one.</summary>
/// <param name="bytes">As the kernel told it, less the 0 that ends a path.</param>
internal sealed class UnixName(byte[] bytes)
{
    private const byte Abstract = 0;

    private string? _text;

    /// <summary>A path's bytes; an abstract name's with the 0 that it starts with.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    public bool IsAbstract => bytes[0] == Abstract;

    /// <summary>The same for people, and for terminals: what is no text is escaped. No two names have the same text.</summary>
    public string Text => _text ??= Write(bytes);

    /// <summary>The bytes that make a name, of what the kernel told; none where it told of none.</summary>
    public static ReadOnlySpan<byte> BytesIn(ReadOnlySpan<byte> told) => told is [not Abstract, .., 0] ? told[..^1] : told;

    private static string Write(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        if (name[0] == Abstract)
        {
            text.Append('@');
            name = name[1..];
        }
        else if (name[0] == '@') // a file of that name, which would read as an abstract one
        {
            Escape(name[..1], text);
            name = name[1..];
        }
        while (!name.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(name, out Rune rune, out int length) == System.Buffers.OperationStatus.Done && IsShown(rune);
            if (!isText) Escape(name[..length], text);
            else if (rune.Value == '\\') text.Append(@"\\");
            else text.Append(CultureInfo.InvariantCulture, $"{rune}");
            name = name[length..];
        }
        return text.ToString();
    }

    /// <summary>Neither drives a terminal nor is invisible or turns the text around.</summary>
    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void Escape(ReadOnlySpan<byte> bytes, StringBuilder text)
    {
        foreach (byte value in bytes) text.Append(CultureInfo.InvariantCulture, $@"\x{value:x2}");
    }
}
