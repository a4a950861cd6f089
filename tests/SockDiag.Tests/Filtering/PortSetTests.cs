using CsCheck;

namespace SockDiag.Tests.Filtering;

public class PortSetTests
{
    private static readonly Gen<PortRange> _range = Gen.Select(Gen.Int[0, 65535], Gen.Frequency((3, Gen.Const(0)), (2, Gen.Int[0, 5]), (1, Gen.Int[0, 65535])))
        .Select((first, length) => new PortRange(first, Math.Min(first + length, 65535)));

    [Theory]
    [InlineData("", "")]
    [InlineData("443", "443")]
    [InlineData("443,80", "80,443")]
    [InlineData("80,80", "80")]
    [InlineData("80-90,85-100", "80-100")]
    [InlineData("80-90,91-100", "80-100")]
    [InlineData("80-90,92-100", "80-90,92-100")]
    [InlineData("1-100,5-6,50", "1-100")]
    [InlineData("0,65535", "0,65535")]
    [InlineData("0-65535,7", "0-65535")]
    public void RangesThatTouchOrOverlapBecomeOne(string given, string kept) => Assert.Equal(kept, new PortSet(Parse(given)).ToString());

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 65536)]
    [InlineData(9, 1)]
    public void ARangeThatIsNoneIsRefused(int first, int last)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new PortSet(new PortRange(7), new PortRange(first, last)));

        Assert.Equal("ranges", error.ParamName);
    }

    [Fact]
    public void ASetHoldsWhatOneOfItsRangesHolds() => Gen.Select(_range.Array[0, 40], Gen.Int[0, 65535].Array[1, 20]).Sample((ranges, ports) =>
    {
        var set = new PortSet(ranges);
        IEnumerable<int> edges = ranges.SelectMany(range => new[] { range.First - 1, range.First, range.Last, range.Last + 1 });

        Assert.All(ports.Concat(edges), port => Assert.Equal(ranges.Any(range => port >= range.First && port <= range.Last), set.Contains(port)));
    });

    [Fact]
    public void RangesAreKeptInOrderWithAGapBetweenThem() => _range.Array[0, 40].Sample(ranges =>
    {
        PortRange[] kept = new PortSet(ranges).Ranges.ToArray();

        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First, $"{pair}"));
    });

    private static IEnumerable<PortRange> Parse(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(range =>
        range.Split('-') is [var first, var last] ? new PortRange(int.Parse(first), int.Parse(last)) : new PortRange(int.Parse(range)));
}
