using System.Net;
using CsCheck;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Filtering;

public class AddressSetTests
{
    /// <summary>Addresses that lie close together, so that random prefixes hold some of them.</summary>
    private static readonly Gen<IPAddress> _address = Gen.Frequency(
        (3, Gen.Select(Gen.OneOf(0x0a000000u, 0x0a000100u, 0x7f000000u, 0u, 0xffffff00u), Gen.UInt[0, 255]).Select((net, host) => new IPAddress(Hex.Bytes($"{net + host:x8}")))),
        (2, Gen.Select(Gen.OneOf("20010db8000000000000000000000000", "fe800000000000000000000000000000", "00000000000000000000000000000000"), Gen.UInt[0, 255])
            .Select((net, host) => new IPAddress(Hex.Bytes($"{net[..^8]}{host:x8}")))),
        (1, Gen.UInt[0, 255].Select(host => new IPAddress(Hex.Bytes($"00000000000000000000ffff0a0000{host:x2}")))));

    private static readonly Gen<(IPAddress Address, int Length)> _prefix = Gen.Select(_address, Gen.Int[0, 128]).Select((address, length) =>
        (address, address.GetAddressBytes().Length == 4 ? length % 33 : length));

    [Theory]
    [InlineData("10.0.0.5,10.0.0.0/8,10.1.0.0/16", "10.0.0.0/8")]
    [InlineData("::1,10.0.0.5,fe80::/10,10.0.0.4", "10.0.0.4,10.0.0.5,::1,fe80::/10")]
    [InlineData("10.0.0.5,10.0.0.5", "10.0.0.5")]
    [InlineData("::/0,0.0.0.0/0,::1", "0.0.0.0/0,::/0")]
    [InlineData("", "")]
    public void NoPrefixInsideAnotherIsKept(string given, string kept) => Assert.Equal(kept, Set(given).ToString());

    [Fact]
    public void TheEmptySetHoldsNothing() => Assert.False(new AddressSet().Contains(Address("0.0.0.0")));

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "9.255.255.255", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]  // a mapped end is an IPv4 end
    [InlineData("::ffff:0:0/96", "10.1.2.3", true)]      // and such a prefix is an IPv4 one
    [InlineData("::/0", "10.1.2.3", false)]              // in no IPv6 prefix
    [InlineData("::/0", "::ffff:10.1.2.3", false)]
    [InlineData("::/0", "::", true)]
    [InlineData("0.0.0.0/0", "::", false)]
    [InlineData("0.0.0.0", "0.0.0.0", true)]
    [InlineData("0.0.0.0", "127.0.0.1", false)]          // what is bound is compared
    [InlineData("fe80::/10", "febf:ffff::1", true)]
    [InlineData("fe80::/10", "fec0::1", false)]
    public void WhoIsInAPrefix(string prefix, string address, bool isInside) => Assert.Equal(isInside, Set(prefix).Contains(Address(address)));

    [Fact]
    public void ASetHoldsWhatOneOfItsPrefixesHolds() => Gen.Select(_prefix.Array[0, 12], _address.Array[1, 30]).Sample((prefixes, addresses) =>
    {
        var set = new AddressSet(prefixes.Select(prefix => new AddressPrefix(prefix.Address, prefix.Length)));

        Assert.All(addresses, address => Assert.Equal(prefixes.Any(prefix => Holds(prefix.Address, prefix.Length, address)), set.Contains(InetAddress.From(address))));
    }, iter: 1000);

    [Fact]
    public void PrefixesAreKeptInOrderAndApart() => _prefix.Array[0, 12].Sample(prefixes =>
    {
        AddressPrefix[] kept = new AddressSet(prefixes.Select(prefix => new AddressPrefix(prefix.Address, prefix.Length))).Prefixes.ToArray();

        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.True(
            pair.First.First.IsIPv4 && !pair.Second.First.IsIPv4 || (pair.First.First.IsIPv4 == pair.Second.First.IsIPv4 && pair.First.Last.Bits < pair.Second.First.Bits),
            $"{pair}"));
    });

    /// <summary>The rule, bit by bit: mapped addresses and prefixes of 96 bits and more are IPv4 ones, and IPv4 and IPv6 never meet.</summary>
    private static bool Holds(IPAddress prefix, int length, IPAddress address)
    {
        if (prefix.IsIPv4MappedToIPv6 && length >= 96) (prefix, length) = (prefix.MapToIPv4(), length - 96);
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return prefix.AddressFamily == address.AddressFamily && Bits(prefix)[..length] == Bits(address)[..length];
    }

    private static string Bits(IPAddress address) => string.Concat(address.GetAddressBytes().Select(part => part.ToString("b8")));

    private static AddressSet Set(string prefixes) => new(prefixes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text =>
    {
        Assert.True(AddressPrefix.TryParse(text, out AddressPrefix prefix));
        return prefix;
    }));

    private static InetAddress Address(string text) => InetAddress.From(IPAddress.Parse(text));
}
