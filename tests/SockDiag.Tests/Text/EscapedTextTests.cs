using System.Text;
using CsCheck;

namespace SockDiag.Tests.Text;

/// <summary>The rule by which names of other people become text.</summary>
public class EscapedTextTests
{
    public static TheoryData<string> Ordinary { get; } = [
        "", "nginx", "nginx: worker process", "/run/docker.sock", "CORP\\alice", "foo\\x2dbar.service", "a\\b", "\\", "\\x", "\\x1", "\\x1B", "\\xg0", "über", "日本", "😀", "eth0.100", "a b", "[1]", "$(x);'\"`", "/a/\\134b",
    ];

    public static TheoryData<string, string> Forbidden { get; } = new()
    {
        { "\e[31m", @"\x1b[31m" },
        { "\0\a\b\t\n\r\u007f", @"\x00\x07\x08\x09\x0a\x0d\x7f" },
        { "\u0085\u009b", @"\xc2\x85\xc2\x9b" },
        { "\u202egpj\u2066\u2069\u200e\u061c", @"\xe2\x80\xaegpj\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8e\xd8\x9c" },
        { "a\u200bb\u200d\ufeff\u2060\u00ad", @"a\xe2\x80\x8bb\xe2\x80\x8d\xef\xbb\xbf\xe2\x81\xa0\xc2\xad" },
        { "\u2028\u2029", @"\xe2\x80\xa8\xe2\x80\xa9" },
        { "\u00a0\u3000\u2003", @"\xc2\xa0\xe3\x80\x80\xe2\x80\x83" },
        { "\u3164\u115f\ufe0f\u034f\u2800", @"\xe3\x85\xa4\xe1\x85\x9f\xef\xb8\x8f\xcd\x8f\xe2\xa0\x80" },
        { "\U000e0041\U000e0100", @"\xf3\xa0\x81\x81\xf3\xa0\x84\x80" },
        { "\ue000\u0378\uffff", @"\xee\x80\x80\xcd\xb8\xef\xbf\xbf" },
        { @"\x1b", @"\x5cx1b" },
        { @"\x5c", @"\x5cx5c" },
        { @"\\x1b", @"\\x5cx1b" },
        { @"unit\xc3\xa4", @"unit\x5cxc3\x5cxa4" },
    };

    [Theory, MemberData(nameof(Ordinary))]
    public void AnOrdinaryNameIsUnchanged(string name)
    {
        Assert.Equal(name, EscapedText.Of(name));
        Assert.Equal(name, EscapedText.Of(Encoding.UTF8.GetBytes(name)));
    }

    [Theory, MemberData(nameof(Forbidden))]
    public void WhatIsNotShownIsEscaped(string name, string text)
    {
        Assert.Equal(text, EscapedText.Of(name));
        Assert.Equal(text, EscapedText.Of(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(name, EscapedText.Unescaped(text));
    }

    [Fact]
    public void BytesThatAreNoTextAreEscaped() => Assert.Equal(@"a\xff\xc3(", EscapedText.Of([(byte)'a', 0xff, 0xc3, (byte)'(']));

    [Fact]
    public void NoTwoNamesHaveTheSameText() => Names.Sample(name => Assert.Equal(name, EscapedText.BytesOf(EscapedText.Of(name))), iter: 50_000);

    [Fact]
    public void NoTextHasWhatIsNotShown() => Names.Sample(name => Assert.Empty(Shown.ForbiddenIn(EscapedText.Of(name))), iter: 50_000);

    private static readonly byte[] _escapeLike = [.. @"\x1b5c2d"u8, 0x1b, 0xc2, 0x9b];

    /// <summary>Bytes, text, and what looks like escapes.</summary>
    private static Gen<byte[]> Names { get; } = Gen.OneOf(
        Gen.Byte.Array[0, 30],
        Gen.Char.Array[0, 10].Select(characters => Encoding.UTF8.GetBytes(characters)),
        Gen.Int[0, _escapeLike.Length - 1].Select(index => _escapeLike[index]).Array[0, 12]);
}
