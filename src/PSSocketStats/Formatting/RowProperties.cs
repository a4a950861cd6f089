using System.Globalization;
using System.Management.Automation;

namespace PSSocketStats.Formatting;

/// <summary>A row's properties, read by name: of a live object as of one from a job or a file.</summary>
internal static class RowProperties
{
    /// <summary>As text; empty where it is null or not there.</summary>
    public static string Text(this PSObject row, string property) =>
        row.Properties[property]?.Value is object value ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" : "";

    public static double? Real(this PSObject row, string property) =>
        row.Properties[property]?.Value is object value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    public static long? Number(this PSObject row, string property) =>
        row.Properties[property]?.Value is object value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    /// <summary>A list as text, also one that was kept in a file, where it is its elements.</summary>
    public static string List(this PSObject row, string property) => LanguagePrimitives.ConvertTo<string>(row.Properties[property]?.Value);

    /// <summary>A name, or the number where it has none.</summary>
    public static string Named(this PSObject row, string name, string number) => row.Text(name) is { Length: > 0 } named ? named : row.Text(number);
}
