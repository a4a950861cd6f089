using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Understands the names of properties by which sockets can be grouped, and says which there are.</summary>
public sealed class SocketPropertyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes properties of what was given.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A name, several separated by commas, or a list of these.</param>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is null ? null : GivenValues.Of(inputData).SelectMany(Read).ToArray();

    private static IEnumerable<SocketProperty> Read(object? given) => GivenValues.Unwrapped(given) switch
    {
        SocketProperty property when Enum.IsDefined(property) => [property],
        string text => text.Split(',').Select(word => Parse(word.Trim(), text)),
        _ => throw NotAProperty(given),
    };

    /// <summary>One word: TryParse alone would take a number, and several words for another property.</summary>
    private static SocketProperty Parse(string word, string given) =>
        word.Length > 0 && word.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out SocketProperty property) ? property : throw NotAProperty(given);

    private static ArgumentTransformationMetadataException NotAProperty(object? given) =>
        new($"'{GivenText.Of(given)}' is no property to group by. Expected: {string.Join(", ", Enum.GetNames<SocketProperty>())}; for example -GroupBy RemoteAddress, State.");
}
