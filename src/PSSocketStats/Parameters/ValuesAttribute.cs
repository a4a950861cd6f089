using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>
/// Before the shell makes numbers or words of an enum of an argument: opens lists within lists, and refuses what the shell would take for something else, or repeat
/// in an error as it is.
/// </summary>
/// <remarks>
/// The shell's own conversion overflows the stack if a list holds itself. It makes 0 of null, which may mean something, and drops a NUL behind a number. A value of an
/// enum's own type it takes unseen.
/// </remarks>
public sealed class ValuesAttribute : ArgumentTransformationAttribute
{
    /// <summary>Words of an enum: text with commas is several of them. The shell would join their numbers, which may be another word's.</summary>
    public bool AreWords { get; init; }

    /// <summary>Passes on what was given, a list as a flat one.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A value or a list.</param>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null) return null; // a validation says what is missing
        object?[] values = [.. GivenValues.Of(inputData).SelectMany(Read)];
        return values is [var one] && !GivenValues.IsList(inputData) ? one : values;
    }

    private IEnumerable<object?> Read(object? given)
    {
        object? value = GivenValues.Unwrapped(given);
        if (value is null) throw new ArgumentTransformationMetadataException("One of the values is null. Expected: values, or the parameter left out.");
        if (value is Enum word && !IsDefined(word)) throw Refusal(given, $"is no {word.GetType().Name}. Expected: {string.Join(", ", Enum.GetNames(word.GetType()))}.");
        if (value is not string text) return [given];
        if (EscapedText.Of(text) != text) throw Refusal(given, "is neither a number nor a name. Expected: text without control characters.");
        return AreWords ? text.Split(',').Select(part => part.Trim()) : [given];
    }

    private static bool IsDefined(Enum word) => Enum.IsDefined(word.GetType(), word) || Attribute.IsDefined(word.GetType(), typeof(FlagsAttribute));

    private static ArgumentTransformationMetadataException Refusal(object? given, string problem) => new($"'{GivenText.Of(given)}' {problem}");
}
