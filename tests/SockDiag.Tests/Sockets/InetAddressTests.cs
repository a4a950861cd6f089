using System.Net;
using System.Runtime.InteropServices;
using CsCheck;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

public partial class InetAddressTests
{
    /// <summary>Eight groups, of which many are 0, so that there are runs to shorten.</summary>
    private static readonly Gen<byte[]> _ipv6 = Gen.Frequency((4, Gen.Const((ushort)0)), (1, Gen.Const((ushort)0xffff)), (1, Gen.UShort[0, 0x1f]), (2, Gen.UShort)).Array[8]
        .Select(groups => groups.SelectMany(group => new[] { (byte)(group >> 8), (byte)group }).ToArray());

    [Theory]
    // 4.1: no leading zeros
    [InlineData("20010db8000000000001000000000001", "2001:db8::1:0:0:1")]
    [InlineData("20010db8aaaa00010001000100010001", "2001:db8:aaaa:1:1:1:1:1")]
    // 4.2.1: shortened as far as it goes
    [InlineData("20010db8000000000000000000020001", "2001:db8::2:1")]
    [InlineData("20010db8000000000000000000000001", "2001:db8::1")]
    // 4.2.2: a single group of zeros is not shortened
    [InlineData("20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1")]
    [InlineData("20010db8000100010001000100010000", "2001:db8:1:1:1:1:1:0")]
    [InlineData("00000db8000100010001000100010001", "0:db8:1:1:1:1:1:1")]
    // 4.2.3: the longest run, the first one of two
    [InlineData("20010000000000010000000000000001", "2001:0:0:1::1")]
    [InlineData("20010db8000000010000000000000001", "2001:db8:0:1::1")]
    [InlineData("00000000000100010000000000010001", "::1:1:0:0:1:1")]
    // 4.3: lower case
    [InlineData("20010db800000000aaaabbbbccccddde", "2001:db8::aaaa:bbbb:cccc:ddde")]
    // ends
    [InlineData("00000000000000000000000000000000", "::")]
    [InlineData("00000000000000000000000000000001", "::1")]
    [InlineData("fe800000000000000000000000000000", "fe80::")]
    [InlineData("ff020000000000000000000000000101", "ff02::101")]
    // 5: well-known prefixes with an IPv4 address behind them (RFC 4291, RFC 2765)
    [InlineData("000000000000000000000000c0000201", "::192.0.2.1")]
    [InlineData("0000000000000000ffff0000c0000201", "::ffff:0:192.0.2.1")]
    // 5: what is no prefix but an interface's identifier (ISATAP) tells nothing
    [InlineData("fe8000000000000000005efec0000201", "fe80::5efe:c000:201")]
    [InlineData("20010db80000000002005efec0000201", "2001:db8::200:5efe:c000:201")]
    [InlineData("0064ff9b0000000000000000c0000201", "64:ff9b::c000:201")]
    public void AnIPv6AddressIsWrittenAsRfc5952Says(string bytes, string text) => Assert.Equal(text, Text(Hex.Bytes(bytes)));

    [Fact]
    public void AnIPv4MappedAddressIsTheIPv4Address() => Assert.Equal("192.0.2.1", Text(Hex.Bytes("00000000000000000000ffffc0000201")));

    [Fact]
    public void IPv6TextIsThatOfTheCLibrary() => _ipv6.Sample(bytes =>
    {
        if (InetAddress.IsMapped(bytes) || IsTranslated(bytes)) return; // ours is IPv4; RFC 5952 and inet_ntop differ
        Assert.Equal(InetNtop(10, bytes), Text(bytes));
    }, iter: 20_000);

    [Fact]
    public void TextIsReadBackAsTheSameAddress() => _ipv6.Sample(bytes => Assert.Equal(InetAddress.Read(SocketAddressFamily.IPv6, bytes), InetAddress.From(IPAddress.Parse(Text(bytes)))), iter: 5000);

    [Fact]
    public void IPv4TextIsThatOfTheCLibrary() => Gen.Byte.Array[4].Sample(bytes =>
        Assert.Equal(InetNtop(2, bytes), InetAddress.Read(SocketAddressFamily.IPv4, [.. bytes, .. new byte[12]]).ToString()));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.255.255.255", true)]
    [InlineData("126.255.255.255", false)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    [InlineData("0.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", true)]
    public void Loopback(string address, bool isLoopback) => Assert.Equal(isLoopback, InetAddress.From(IPAddress.Parse(address)).IsLoopback);

    [Theory]
    [InlineData("fe80::1", true)]
    [InlineData("febf::1", true)]
    [InlineData("fec0::1", false)]
    [InlineData("fe7f::1", false)]
    [InlineData("169.254.0.1", false)]
    public void LinkLocal(string address, bool isLinkLocal) => Assert.Equal(isLinkLocal, InetAddress.From(IPAddress.Parse(address)).IsLinkLocal);

    private static bool IsTranslated(byte[] bytes) => bytes.AsSpan(0, 12).SequenceEqual(Hex.Bytes("0000000000000000ffff0000"));

    private static string Text(byte[] bytes) => InetAddress.Read(SocketAddressFamily.IPv6, bytes).ToString();

    private static unsafe string InetNtop(int family, byte[] bytes)
    {
        byte* text = stackalloc byte[64];
        fixed (byte* start = bytes) return Marshal.PtrToStringUTF8((nint)inet_ntop(family, start, text, 64))!;
    }

    [LibraryImport("libc.so.6")]
    private static unsafe partial byte* inet_ntop(int family, byte* address, byte* text, uint length);
}
