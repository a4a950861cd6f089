using SockDiag.Netlink;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Netlink;

public class AttributeReaderTests
{
    [Fact]
    public void AttributesAreReadOneBehindTheOtherWithoutTheirPadding() =>
        Assert.Equal(["8 01", "15 34120000", "22 5200", "14 "], Read("0500 0800 01 000000  0800 0f00 34120000  0600 1600 5200 0000  0400 0e00"));

    [Fact]
    public void TheLastAttributeMayLackItsPadding() => Assert.Equal(["8 01"], Read("0500 0800 01"));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("ffffff")]
    public void FewerBytesThanAnAttributesHeaderArePadding(string bytes) => Assert.Empty(Read(bytes));

    [Theory]
    [InlineData("0500 0380 01", "3 01")] // NLA_F_NESTED
    [InlineData("0500 0340 01", "3 01")] // NLA_F_NET_BYTEORDER
    [InlineData("0500 03c0 01", "3 01")]
    public void TheFlagsOfATypeAreNoPartOfIt(string bytes, string expected) => Assert.Equal([expected], Read(bytes));

    [Theory]
    [InlineData("0000 0800", 0, "attribute 8 says that it has 0 bytes, 4 are left")]
    [InlineData("0300 0800 01000000", 0, "attribute 8 says that it has 3 bytes, 8 are left")]
    [InlineData("0900 0f00 34120000", 0, "attribute 15 says that it has 9 bytes, 8 are left")]
    [InlineData("ffff 0f00 34120000", 0, "attribute 15 says that it has 65535 bytes, 8 are left")]
    [InlineData("0500 0800 01 000000  0c00 1500 01020304", 8, "attribute 21 says that it has 12 bytes, 8 are left")]
    public void AnAttributeThatDoesNotFitIsMalformed(string bytes, long offset, string problem)
    {
        var error = Assert.Throws<MalformedMessageException>(() => Read(bytes));

        Assert.Equal((88 + offset, problem), (error.Offset, error.Problem));
    }

    [Fact]
    public void ANumberMayLieAnywhere()
    {
        var attributes = new AttributeReader(Hex.Bytes("0400 0e00  0c00 1500 0807060504030201"), offset: 88);

        Assert.True(attributes.Read() && attributes.Read());

        Assert.Equal(0x0102030405060708UL, attributes.As<ulong>());
    }

    [Fact]
    public void AValueThatGrewIsReadAsFarAsItIsKnown()
    {
        var attributes = new AttributeReader(Hex.Bytes("0c00 1600 5200 000000000000"), offset: 88);

        Assert.True(attributes.Read());

        Assert.Equal(0x52, attributes.As<ushort>());
    }

    [Fact]
    public void AValueThatIsTooShortIsMalformed()
    {
        var error = Assert.Throws<MalformedMessageException>(() =>
        {
            var attributes = new AttributeReader(Hex.Bytes("0500 0800 01 000000  0700 0f00 341200 00"), offset: 88);
            return attributes.Read() && attributes.Read() ? attributes.As<uint>() : 0;
        });

        Assert.Equal((96L, "the value of attribute 15 has 3 bytes, 4 are expected"), (error.Offset, error.Problem));
    }

    private static List<string> Read(string bytes)
    {
        var read = new List<string>();
        var attributes = new AttributeReader(Hex.Bytes(bytes), offset: 88);
        while (attributes.Read()) read.Add($"{attributes.Type} {Hex.Text(attributes.Value)}");
        return read;
    }
}
