using SockDiag.Counters;

namespace SockDiag.Tests.Counting;

public class ProtocolCountTests
{
    // Of Linux 6.12.
    private const string Table =
        """
        protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re bi br ha uh gp em
        XDPLIKE   1088      7      -1   NI       0   no   kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
        XDP       1088      5      -1   NI       0   no   kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
        PACKET    1600      2      -1   NI       0   no   kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
        """;

    [Theory]
    [InlineData("XDP", 5L), InlineData("PACKET", 2L), InlineData("XD", null), InlineData("VSOCK", null), InlineData("protocol", null)]
    public void ALineHasTheCountInItsThirdPlace(string name, long? count) => Assert.Equal(count, ProtocolCount.Of(new StringReader(Table), name));

    [Fact]
    public void WithoutATableThereIsNone() => Assert.Null(ProtocolCount.Of(new StringReader(""), "XDP"));
}
