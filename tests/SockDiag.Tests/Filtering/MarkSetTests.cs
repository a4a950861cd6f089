using CsCheck;
using SockDiag.Filtering;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Filtering;

public class MarkSetTests
{
    private static readonly Gen<uint> _mask = Gen.OneOf(0u, 1u, 3u, 0xf0u, 0xffu, uint.MaxValue);

    [Theory]
    [InlineData("", "")]
    [InlineData("16", "0x10")]
    [InlineData("16,16,1", "0x1,0x10")]
    [InlineData("16/240,1,32/240", "0x1,0x10/0xf0,0x20/0xf0")]
    [InlineData("17/240,1/1", "0x1/0x1")] // 17 has a bit that 240 leaves out: no mark is such
    public void EachMarkIsKeptOnce(string given, string kept) => Assert.Equal(kept, new MarkSet(given.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(mark =>
        mark.Split('/') is [var value, var mask] ? new MaskedMark(uint.Parse(value), uint.Parse(mask)) : new MaskedMark(uint.Parse(mark)))).ToString());

    [Fact]
    public void ASetHoldsWhatOneOfItsMembersMeans() => Gen.Select(Gen.Select(Gen.UInt[0, 0x1ff], _mask).Array[0, 20], Gen.UInt[0, 0x1ff].Array[1, 20]).Sample((members, marks) =>
    {
        var set = new MarkSet(members.Select(member => new MaskedMark(member.Item1, member.Item2)));

        Assert.All(marks.Concat(members.Select(member => member.Item1)), mark => Assert.Equal(members.Any(member => (mark & member.Item2) == member.Item1), set.Contains(mark)));
    });

    /// <summary>A hundred thousand values are looked up, and not walked through for each socket: as often as there are masks.</summary>
    [Fact]
    public void AsManyLookupsDecideAsThereAreMasks()
    {
        var set = new MarkSet(Enumerable.Range(0, 100_000).SelectMany(value => (MaskedMark[])[new((uint)value), new((uint)value & 0xff, 0xff)]));

        Assert.Equal(2, set.MostLookups);
        Assert.Equal(100_000 + 256, set.Members.Length);
        Assert.True(set.Contains(99_999));
    }

    /// <summary>One node, which a listing of many sockets asks without allocating anything.</summary>
    [Fact]
    public void ManyMarksAreDecidedHereWithoutGarbage()
    {
        var filter = new SocketFilter.Mark(new MarkSet(Enumerable.Range(1, 100_000).Select(value => new MaskedMark((uint)value))));
        Families.Inet.InetRecord record = new RandomSocket(new InetAnswer { Attributes = NetlinkBytes.Attribute(15, BitConverter.GetBytes(99_999)) }.Payload(), 99_999, 0).Record;

        Assert.Equal(new KernelShare(null, filter), KernelShare.Of(filter));
        Assert.True(filter.Matches(in record));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) filter.Matches(in record);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
