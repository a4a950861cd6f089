using System.Collections;
using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Understands the names of properties by which sockets can be grouped, and says which there are.</summary>
public sealed class SocketPropertyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes properties of what was given.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A name, or a list of names.</param>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is null ? null : Read(inputData).ToArray();

    private static IEnumerable<SocketProperty> Read(object? given) => given switch
    {
        PSObject { BaseObject: var inner } when inner is not PSCustomObject => Read(inner),
        SocketProperty property => [property],
        string text when Enum.TryParse(text, ignoreCase: true, out SocketProperty property) && Enum.IsDefined(property) && !char.IsAsciiDigit(text[0]) => [property],
        string text => throw NotAProperty(text),
        IEnumerable list => list.Cast<object?>().SelectMany(Read),
        _ => throw NotAProperty(given),
    };

    private static ArgumentTransformationMetadataException NotAProperty(object? given) =>
        new($"'{given ?? "null"}' is no property to group by. Expected: {string.Join(", ", Enum.GetNames<SocketProperty>())}; for example -GroupBy RemoteAddress, State.");
}
