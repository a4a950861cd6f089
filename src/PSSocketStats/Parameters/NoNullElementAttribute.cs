using System.Collections;
using System.Management.Automation;

namespace PSSocketStats.Parameters;

/// <summary>Refuses null among several values. Left to itself, the shell makes 0 of it where the values are numbers, and 0 may mean something: the first value of an enum.</summary>
public sealed class NoNullElementAttribute : ArgumentTransformationAttribute
{
    /// <summary>Passes on what was given.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A value or a list.</param>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = inputData is PSObject { BaseObject: var inner } ? inner : inputData;
        if (given is IEnumerable list and not string && list.Cast<object?>().Contains(null)) throw new ArgumentTransformationMetadataException("One of the values is null. Expected: values, or the parameter left out.");
        return inputData;
    }
}
