using System.Text.RegularExpressions;

namespace SockDiag.Tests.Text;

/// <summary>What no text of other people may contain, said in another way than the rule does.</summary>
internal static partial class Shown
{
    public static IEnumerable<string> ForbiddenIn(string text) => Forbidden().Matches(text).Select(match => $"U+{(int)match.Value[0]:x4}");

    // Control, format (bidi, zero-width), private use, not assigned, lone surrogates; separators of lines and paragraphs; blanks that are no space; fillers, joiners and variation selectors.
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]|\udb40[\udd00-\uddef]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")]
    private static partial Regex Forbidden();
}
