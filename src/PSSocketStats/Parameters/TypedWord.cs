using System.Management.Automation;

namespace PSSocketStats.Parameters;

/// <summary>What was typed of a value: its beginning, in any case, perhaps with wildcards.</summary>
internal sealed class TypedWord
{
    private readonly string _beginning;
    private readonly WildcardPattern? _pattern;

    public TypedWord(string beginning)
    {
        _beginning = beginning;
        _pattern = WildcardPattern.ContainsWildcardCharacters(beginning) ? Pattern(beginning + '*') : null;
    }

    public bool Matches(string value) => value.StartsWith(_beginning, StringComparison.OrdinalIgnoreCase) || _pattern?.IsMatch(value) is true;

    /// <summary>Null where it is none, as <c>[</c> that is not closed yet.</summary>
    private static WildcardPattern? Pattern(string text)
    {
        try
        {
            var pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase);
            _ = pattern.IsMatch(""); // only matching tells
            return pattern;
        }
        catch (WildcardPatternException) { return null; }
    }
}
