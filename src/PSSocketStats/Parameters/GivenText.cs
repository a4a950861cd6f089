using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>What was given, as an error repeats it. It may come from other people's data, so that nothing in it may drive a terminal.</summary>
internal static class GivenText
{
    // An error is to be read: of what is longer its beginning says enough.
    private const int Longest = 1000;

    /// <summary>An argument as text.</summary>
    /// <param name="given">A value, or null.</param>
    public static string Of(object? given) => given is null ? "null" : Harmless(Beginning($"{given}"));

    /// <summary>Text made harmless; what is so already, escapes too, stays as it is.</summary>
    /// <param name="text">Any text.</param>
    public static string Harmless(string text) => EscapedText.Of(EscapedText.BytesOf(text));

    /// <summary>The object that an error is about: text is made harmless, because views show it.</summary>
    /// <param name="target">The object, or null.</param>
    public static object? Target(object? target) => GivenValues.Unwrapped(target) is string text ? Harmless(Beginning(text)) : target;

    private static string Beginning(string text) => text.Length > Longest ? $"{text[..Longest]}..." : text;

}
