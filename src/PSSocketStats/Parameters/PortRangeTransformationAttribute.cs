using System.Globalization;
using System.Management.Automation;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Understands ports as numbers, ranges (<c>8000-8099</c>) and names of services (<c>https</c>).</summary>
public sealed class PortRangeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes ranges of what was given.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A number, text, a <see cref="PortRange"/>, or a list of these.</param>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is null ? null : GivenValues.Of(inputData).SelectMany(Read).ToArray();

    private static PortRange[] Read(object? given) => GivenValues.Unwrapped(given) switch
    {
        PortRange { First: >= 0, Last: <= PortRange.Largest } range when range.First <= range.Last => [range],
        string text => Parse(text),
        int or long or short or byte or ushort or uint or ulong or sbyte => Parse(Convert.ToString(GivenValues.Unwrapped(given), CultureInfo.InvariantCulture)!),
        _ => throw NotAPort(given),
    };

    private static PortRange[] Parse(string given)
    {
        if (given.Contains('\0')) throw NotAPort(given); // the shell drops one behind a number, and the name service all that follows it
        string text = given.Trim();
        if (TryPort(text, out int port)) return [new(port)];
        if (text.Split('-') is [var from, var to] && TryPort(from.Trim(), out int first) && TryPort(to.Trim(), out int last))
            return first <= last ? [new(first, last)] : throw NotAPort(given);
        bool isName = text.Length > 0 && char.IsAsciiLetter(text[0]);
        return isName && SocketNames.ServicePorts(text) is { Count: > 0 } ports ? [.. ports.Select(service => new PortRange(service))] : throw NotAPort(given);
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= PortRange.Largest;

    private static ArgumentTransformationMetadataException NotAPort(object? given) =>
        new($"'{GivenText.Of(given)}' is no port. Expected: a number from 0 to {PortRange.Largest}, a range that does not end before it starts, or the name of a service in /etc/services; for example 443, '8000-8099', https.");
}
