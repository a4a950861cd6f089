using System.Management.Automation.Language;

namespace PSSocketStats.Parameters;

/// <summary>A word of a command line, as the shell reads it: with quotes where it needs them.</summary>
internal static class ShellWord
{
    // Behind it a cmdlet's line is not read any more, even if it stands in quotes.
    private const string StopParsing = "--%";

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

    /// <summary>The word that means a text, alone or in a list of several.</summary>
    /// <param name="text">Text in which no character is hidden: names of other people are escaped before they come here.</param>
    public static string Write(string text) => text switch
    {
        StopParsing => $"('{text}')",
        _ when IsBare(text) => text,
        _ => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'",
    };

    /// <summary>Whether the shell reads a text without quotes as that text.</summary>
    private static bool IsBare(string text)
    {
        if (text.All(char.IsAsciiDigit)) return text == "0" || (text[0] != '0' && int.TryParse(text, out _)); // in a list the shell forgets how a number was typed
        if (text[0] == '-') return false;
        Ast line = Parser.ParseInput("command " + text, out _, out ParseError[] errors); // behind an error the shell still reads a word
        return errors.Length == 0 && line.Find(part => part is CommandAst, searchNestedScriptBlocks: false)
            is CommandAst { CommandElements: [_, StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord, Value: var read }] } && read == text;
    }
}
