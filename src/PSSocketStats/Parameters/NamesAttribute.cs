using System.Management.Automation;

namespace PSSocketStats.Parameters;

/// <summary>
/// Makes text of the names in an argument, opens lists within lists, and refuses a NUL: what asks for a name hands it to C, where it ends there, so that another
/// name would be found.
/// </summary>
public sealed class NamesAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a NUL means itself, as in an abstract name of a Unix socket.</summary>
    public bool AllowsNul { get; init; }

    /// <summary>Makes text of what was given; null stays null, of which a validation says what is missing.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A name or a list.</param>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is null ? null : GivenValues.Of(inputData).Select(Read).ToArray();

    /// <summary>The text as it was typed: the shell remembers it of a number, such as 007.</summary>
    private string? Read(object? given)
    {
        string? text = given is null ? null : LanguagePrimitives.ConvertTo<string>(given);
        return text is null || AllowsNul || !text.Contains('\0') ? text : throw new ArgumentTransformationMetadataException(
            $"'{GivenText.Of(text)}' has a NUL, which no name has. Expected: a name as it is, or as a listing shows it (\\x1b stands for a character that is not shown).");
    }
}
