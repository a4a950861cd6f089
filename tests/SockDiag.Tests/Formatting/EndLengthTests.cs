using PSSocketStats.Formatting;

namespace SockDiag.Tests.Formatting;

/// <summary>Ends that leave no room for the other columns.</summary>
public class EndLengthTests
{
    [Fact]
    public void APathLosesItsMiddle() => Assert.Equal("/0123456789/0123456…/0123456789/0123456", EndLength.Path(Of("/0123456789", 8) + "/0123456", 118));

    /// <summary>Whatever the width, no half of a character is left.</summary>
    [Fact]
    public void NoCharacterIsCutInHalves()
    {
        for (int letters = 0; letters < 2; letters++)
        {
            string shown = EndLength.Path(Of("a", letters) + Of("😀", 60), 80);
            Assert.Contains('…', shown);
            Assert.DoesNotContain('\ufffd', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(shown)));
        }
    }

    private static string Of(string part, int times) => string.Concat(Enumerable.Repeat(part, times));
}
