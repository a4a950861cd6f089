using System.Management.Automation.Language;
using System.Text;

namespace PSSocketStats.Parameters;

/// <summary>A word of a command line, as the shell reads it: with quotes where it needs them.</summary>
internal static class ShellWord
{
    /// <summary>The text that a word means.</summary>
    /// <param name="word">A word, perhaps in quotes; the shell has closed them.</param>
    public static string Read(string word) => word is ['\'' or '"' or >= '\u2018' and <= '\u201e', ..]
        ? Parser.ParseInput(word, out _, out _).Find(part => part is StringConstantExpressionAst or ExpandableStringExpressionAst, searchNestedScriptBlocks: false) switch
        {
            StringConstantExpressionAst constant => constant.Value,
            ExpandableStringExpressionAst expandable => expandable.Value,
            _ => word,
        }
        : word;

    /// <summary>The word that means a text. No control character is in it.</summary>
    public static string Write(string text)
    {
        if (text.Any(char.IsControl)) return '"' + Escaped(text) + '"';
        return IsBare(text) ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
    }

    /// <summary>Whether the shell reads a text without quotes as that text.</summary>
    private static bool IsBare(string text)
    {
        if (text.All(char.IsAsciiDigit)) return true;
        if (text[0] == '-') return false;
        Ast line = Parser.ParseInput("command " + text, out _, out _);
        return line.Find(part => part is CommandAst, searchNestedScriptBlocks: false)
            is CommandAst { CommandElements: [_, StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord, Value: var read }] } && read == text;
    }

    /// <summary>Everything that could mean something between double quotes is written as a number.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
            escaped.Append(Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or '.' or '/' ? $"{rune}" : $"`u{{{rune.Value:x}}}");
        return escaped.ToString();
    }
}
