using System.Buffers;
using System.Globalization;
using System.Text;

namespace SockDiag;

/// <summary>
/// Text that other people choose (names of processes, interfaces, cgroups, paths), made harmless where its bytes become text. What would drive a terminal, turn
/// the text around or not be seen is written as an escape for each of its bytes, <c>\x1b</c>; so is a byte that is no UTF-8. No two names have the same text.
/// </summary>
/// <remarks>
/// A backslash stays as it is, so that <c>foo\x2dbar.service</c> and <c>CORP\alice</c> can be pasted. It is <c>\x5c</c> only if what follows would else read as an escape
/// of this rule: <c>x</c> and two lower-case digits of a byte that the rule escapes.
/// </remarks>
public static class EscapedText
{
    private const byte Backslash = (byte)'\\';
    private const byte Delete = 0x7f;
    private const int EscapeLength = 4; // \x1b

    // Letters, marks and a symbol that Unicode says are not shown, though their category does not tell: fillers, joiners and variation selectors.
    private static readonly SearchValues<char> _blankLetters = SearchValues.Create(
        "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f\uffa0");

    private static readonly Rune _firstVariationSelector = new(0xe0100), _lastVariationSelector = new(0xe01ef);

    /// <summary>The text of a name, from its bytes.</summary>
    /// <param name="name">The bytes, in UTF-8 as far as they are text.</param>
    public static string Of(ReadOnlySpan<byte> name) => IsPlain(name) ? Encoding.ASCII.GetString(name) : Write(name);

    /// <summary>The same of what is already a string; one that needs no escape is given back as it is.</summary>
    /// <param name="name">A name as it is.</param>
    public static string Of(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return IsPlain(bytes) ? name : Write(bytes);
    }

    /// <summary>The bytes of which <see cref="Of(ReadOnlySpan{byte})"/> makes a text.</summary>
    /// <param name="text">A text with escapes. What is no escape of the rule stands for itself.</param>
    public static byte[] BytesOf(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = 0;
        for (int i = 0; i < bytes.Length; length++)
        {
            bool isEscape = TryReadEscape(bytes.AsSpan(i), out byte value);
            bytes[length] = isEscape ? value : bytes[i];
            i += isEscape ? EscapeLength : 1;
        }
        return bytes[..length];
    }

    /// <summary>The name as it is, of a text with escapes: what a program would call it. Bytes that are no text are replaced.</summary>
    /// <param name="text">A text with escapes.</param>
    public static string Unescaped(string text) => text.Contains((char)Backslash) ? Encoding.UTF8.GetString(BytesOf(text)) : text;

    /// <summary>Whether a text begins with an escape that stands for this byte, also where the rule has no need to escape it.</summary>
    internal static bool StartsAsEscapeOf(ReadOnlySpan<byte> text, byte value) => text.Length >= EscapeLength && text.StartsWith(@"\x"u8) && ValueOf(text) == value;

    /// <summary>An escape.</summary>
    internal static string Escape(byte value) => string.Create(CultureInfo.InvariantCulture, $@"\x{value:x2}");

    /// <summary>Nearly all names: printable ASCII without a backslash.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> name) => !name.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !name.Contains(Backslash);

    private static string Write(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length + EscapeLength);
        while (!name.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(name, out Rune rune, out int length) == OperationStatus.Done && IsShown(rune);
            if (isText && !TryReadEscape(name, out _)) text.Append(rune.ToString());
            else
            {
                foreach (byte value in name[..length]) text.Append(Escape(value));
            }
            name = name[length..];
        }
        return text.ToString();
    }

    /// <summary>Whether what starts here reads as an escape of the rule.</summary>
    private static bool TryReadEscape(ReadOnlySpan<byte> text, out byte value)
    {
        int found = text.Length >= EscapeLength && text.StartsWith(@"\x"u8) ? ValueOf(text) : -1;
        value = (byte)found;
        return found is >= 0 and (< ' ' or >= Delete or Backslash);
    }

    /// <summary>The value of the two digits of an escape; -1 if they are none.</summary>
    private static int ValueOf(ReadOnlySpan<byte> escape) => Digit(escape[2]) is >= 0 and int high && Digit(escape[3]) is >= 0 and int low ? high << 4 | low : -1;

    /// <summary>Lower-case only: the rule writes no other.</summary>
    private static int Digit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        _ => -1,
    };

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        // Format: what turns the direction of writing, zero-width characters, tags. Without a meaning that all agree on: private use and what is not assigned.
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ', // the others look like it
        _ => rune.IsBmp ? !_blankLetters.Contains((char)rune.Value) : rune < _firstVariationSelector || rune > _lastVariationSelector,
    };
}
