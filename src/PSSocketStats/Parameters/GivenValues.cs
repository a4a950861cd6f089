using System.Collections;
using System.Management.Automation;

namespace PSSocketStats.Parameters;

/// <summary>The values that an argument means: lists within lists are opened, so that all attributes read the same flat list.</summary>
internal static class GivenValues
{
    // Nobody writes lists that deep; a script that goes wrong makes them.
    private const int MostLevels = 64;

    /// <summary>The values, in their order. A list that is met twice is read once, because values of one parameter are alternatives.</summary>
    /// <param name="given">A value or a list; what the shell itself does not walk through (text, a hashtable) is a value.</param>
    /// <exception cref="ArgumentTransformationMetadataException">A list holds itself, or lists lie too deep in each other.</exception>
    public static IReadOnlyList<object?> Of(object? given)
    {
        if (ItemsOf(given, out object list) is not IEnumerable items) return [given];
        var values = new List<object?>();
        var met = new HashSet<object>(ReferenceEqualityComparer.Instance) { list };
        var open = new Stack<(object List, IEnumerator Items)>(); // not the call stack, which ends the shell where it overflows
        open.Push((list, items.GetEnumerator()));
        while (open.TryPeek(out var innermost))
        {
            if (!innermost.Items.MoveNext()) open.Pop();
            else if (ItemsOf(innermost.Items.Current, out list) is not IEnumerable inner) values.Add(innermost.Items.Current);
            else if (met.Add(list)) Open(list, inner);
            else if (open.Any(outer => ReferenceEquals(outer.List, list))) throw Refusal("One of the lists holds itself.");
        }
        return values;

        void Open(object list, IEnumerable items)
        {
            if (open.Count == MostLevels) throw Refusal($"There are more than {MostLevels} lists, one in the other.");
            open.Push((list, items.GetEnumerator()));
        }
    }

    /// <summary>A value without what the shell wraps around it: its text as it was typed, and properties that were added to it.</summary>
    public static object? Unwrapped(object? value) => value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;

    /// <summary>Whether an argument is a list.</summary>
    public static bool IsList(object? given) => ItemsOf(given, out _) is not null;

    /// <summary>
    /// What a list holds; null if it is none. The list itself tells whether it is met again: the shell wraps it, and asks some kinds for their rows.
    /// </summary>
    private static IEnumerable? ItemsOf(object? given, out object list)
    {
        list = given is PSObject wrapped ? wrapped.BaseObject : given!;
        return LanguagePrimitives.GetEnumerable(given);
    }

    private static ArgumentTransformationMetadataException Refusal(string problem) => new($"{problem} Expected: a value, or one list of values; for example 1, 2, 3.");
}
