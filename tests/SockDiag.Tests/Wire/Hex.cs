namespace SockDiag.Tests.Wire;

/// <summary>Bytes written as hexadecimal digits, with blanks and line ends where they help the eye.</summary>
internal static class Hex
{
    public static byte[] Bytes(string digits) => Convert.FromHexString(string.Concat(digits.Where(character => !char.IsWhiteSpace(character))));

    public static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
