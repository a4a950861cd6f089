using System.Net;

namespace SockDiag.Tests.Filtering;

public class AddressPrefixTests
{
    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData("10.0.0.5/32", "10.0.0.5")]
    [InlineData("10.0.0.5/8", "10.0.0.0/8")]
    [InlineData("10.0.0.5/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255/1", "128.0.0.0/1")]
    [InlineData("192.168.7.77/26", "192.168.7.64/26")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("::", "::")]
    [InlineData("::/0", "::/0")]
    [InlineData("fe80::1/10", "fe80::/10")]
    [InlineData("2001:db8::ffff/127", "2001:db8::fffe/127")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("::1/128", "::1")]
    [InlineData("::ffff:10.0.0.5", "10.0.0.5")]
    [InlineData("::ffff:a00:5", "10.0.0.5")]
    [InlineData("::ffff:10.0.0.5/128", "10.0.0.5")]
    [InlineData("::ffff:10.0.0.5/104", "10.0.0.0/8")]
    [InlineData("::ffff:10.0.0.5/96", "0.0.0.0/0")]
    [InlineData("::ffff:10.0.0.5/95", "::fffe:0:0/95")]
    [InlineData("::ffff:10.0.0.5/80", "::/80")]
    public void APrefixIsReadAndItsFurtherBitsDoNotCount(string text, string expected)
    {
        Assert.True(AddressPrefix.TryParse(text, out AddressPrefix prefix));

        Assert.Equal(expected, prefix.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/8")]
    [InlineData("10.0.0.5/")]
    [InlineData("10.0.0.5/33")]
    [InlineData("10.0.0.5/-1")]
    [InlineData("10.0.0.5/+8")]
    [InlineData("10.0.0.5/ 8")]
    [InlineData("10.0.0.5/8/8")]
    [InlineData("10.0.0.5/255.0.0.0")]
    [InlineData("10.0.0.5/99999999999")]
    [InlineData("::/129")]
    [InlineData("::ffff:10.0.0.5/129")]
    [InlineData("10")]            // inet_aton's shorthands: IPAddress reads 0.0.0.10
    [InlineData("10.1")]
    [InlineData("10.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("010.0.0.1")]     // octal to some, decimal to others
    [InlineData("10.0.0.05")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10.0.0.")]
    [InlineData(".10.0.0.1")]
    [InlineData("10.0.0.5 ")]
    [InlineData(" 10.0.0.5")]
    [InlineData("10.0.0.5:80")]
    [InlineData("localhost")]
    [InlineData("*")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("::1%lo")]
    [InlineData("fe80::1%3")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("::1]")]
    [InlineData(" ::1")]
    [InlineData("::1 ")]
    [InlineData("::1:80000")]
    [InlineData("::ffff:10.0.0.256")]
    [InlineData("::ffff:10.0.5")]
    public void WhatIsNoPrefixIsRefused(string? text) => Assert.False(AddressPrefix.TryParse(text, out _));

    [Theory]
    [InlineData("10.0.0.5", -1)]
    [InlineData("10.0.0.5", 33)]
    [InlineData("::1", 129)]
    [InlineData("::ffff:10.0.0.5", 129)]
    public void ALengthThatDoesNotFitIsRefused(string address, int length) =>
        Assert.Equal("length", Assert.Throws<ArgumentOutOfRangeException>(() => new AddressPrefix(IPAddress.Parse(address), length)).ParamName);

    [Fact]
    public void APrefixIsReadBackFromItsText() => Assert.All(["10.0.0.0/8", "::/0", "fe80::/10", "::fffe:0:0/95", "2001:db8::1"], text =>
    {
        Assert.True(AddressPrefix.TryParse(text, out AddressPrefix prefix));
        Assert.Equal(text, prefix.ToString());
    });
}
