using System.Management.Automation;
using System.Text;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>
/// Names that are asked for, some with wildcards. Those without are looked up, so that a hundred thousand of them are not walked through for each socket.
/// </summary>
internal sealed class NamePatterns
{
    private const char Escape = '`';

    private readonly HashSet<string> _literal;
    private readonly List<WildcardPattern> _patterns = [];

    /// <summary>Reads what was typed.</summary>
    /// <param name="values">Names and patterns, all of them valid.</param>
    /// <param name="ignoreCase">Whether capital and small letters are the same.</param>
    public NamePatterns(IEnumerable<string> values, bool ignoreCase)
    {
        _literal = new(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        WildcardOptions options = ignoreCase ? WildcardOptions.IgnoreCase : WildcardOptions.None;
        // A name that is given as it is means the text by which it is shown.
        foreach (string value in values.SelectMany(value => (string[])[value, EscapedText.Of(value)]).Distinct(StringComparer.Ordinal))
        {
            if (!WildcardPattern.ContainsWildcardCharacters(value)) _literal.Add(Unescape(value));
            else if (IsPattern(value)) _patterns.Add(new(value, options)); // with escapes in it, a range of characters may be none any more
        }
    }

    /// <summary>The first of several values that is no pattern; null if all are.</summary>
    public static string? FirstNotValid(IEnumerable<string> values) => values.FirstOrDefault(value => WildcardPattern.ContainsWildcardCharacters(value) && !IsPattern(value));

    /// <summary>The pattern that means a name. The shell's own method leaves a backtick as it is in some versions, and then another name is found.</summary>
    public static string ThatMeans(string name)
    {
        var pattern = new StringBuilder(name.Length);
        foreach (char character in name) pattern.Append(character is '*' or '?' or '[' or ']' or Escape ? $"{Escape}{character}" : $"{character}");
        return pattern.ToString();
    }

    /// <summary>Whether a name is asked for.</summary>
    /// <param name="shown">The name as it is shown.</param>
    public bool Match(string shown)
    {
        if (_literal.Contains(shown)) return true;
        foreach (WildcardPattern pattern in _patterns)
        {
            if (pattern.IsMatch(shown)) return true;
        }
        return false;
    }

    private static bool IsPattern(string value)
    {
        try
        {
            _ = new WildcardPattern(value).IsMatch(""); // only matching tells
            return true;
        }
        catch (WildcardPatternException) { return false; }
    }

    /// <summary>A name without wildcards, as a pattern reads it: a backtick stands before what means itself, at the end it means itself.</summary>
    private static string Unescape(string value)
    {
        if (!value.Contains(Escape)) return value;
        var name = new StringBuilder(value.Length);
        for (int i = 0; i < value.Length; i++) name.Append(value[i] == Escape && i + 1 < value.Length ? value[++i] : value[i]);
        return name.ToString();
    }
}
