using System.Net;
using System.Net.Sockets;
using SockDiag.Families;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>Which addresses find which ends, whoever decides: the kernel or the evaluator.</summary>
public class AddressSemanticsTests
{
    [Theory]
    [InlineData("127.0.0.1", "IPv4, Mapped")]
    [InlineData("127.0.0.0/8", "IPv4, Mapped")]
    [InlineData("127.0.0.0/30", "IPv4, Mapped")]
    [InlineData("127.0.0.2/31", "")]
    [InlineData("126.0.0.0/7", "IPv4, Mapped")]
    [InlineData("10.0.0.0/8", "")]
    [InlineData("0.0.0.0", "AnyIPv4, AnyMapped")]
    [InlineData("0.0.0.0/0", "IPv4, AnyIPv4, Mapped, AnyMapped")]
    [InlineData("::ffff:127.0.0.1", "IPv4, Mapped")]
    [InlineData("::ffff:0.0.0.0/96", "IPv4, AnyIPv4, Mapped, AnyMapped")]
    [InlineData("::1", "IPv6")]
    [InlineData("::", "AnyIPv6, DualStack")]
    [InlineData("::/127", "IPv6, AnyIPv6, DualStack")]
    [InlineData("::/0", "IPv6, AnyIPv6, DualStack")]
    [InlineData("::/64", "IPv6, AnyIPv6, DualStack")]
    [InlineData("::fffe:0:0/95", "")]
    [InlineData("fe80::/10", "")]
    [InlineData("::1 127.0.0.1", "IPv4, IPv6, Mapped")]
    [InlineData(":: 0.0.0.0", "AnyIPv4, AnyIPv6, DualStack, AnyMapped")]
    public void ALocalAddressFinds(string prefixes, string expected) => Finds(Rows.Addresses(EndpointSide.Local, prefixes.Split(' ')), expected);

    [Theory]
    [InlineData("127.0.0.1", "Mapped")]
    [InlineData("0.0.0.0", "IPv4, AnyIPv4")]
    [InlineData("0.0.0.0/0", "IPv4, AnyIPv4, Mapped")]
    [InlineData("::", "IPv6, AnyIPv6, DualStack, AnyMapped")]
    [InlineData("::/0", "IPv6, AnyIPv6, DualStack, AnyMapped")]
    public void ARemoteAddressFinds(string prefixes, string expected) => Finds(Rows.Addresses(EndpointSide.Remote, prefixes.Split(' ')), expected);

    [Theory]
    [InlineData("127.0.0.0/8", "AnyIPv4, IPv6, AnyIPv6, DualStack, AnyMapped")]
    [InlineData("::/0", "IPv4, AnyIPv4, Mapped, AnyMapped")]
    public void NotALocalAddressFindsTheOthers(string prefixes, string expected) =>
        Finds(new SocketFilter.Not(Rows.Addresses(EndpointSide.Local, prefixes.Split(' '))), expected);

    [Fact]
    public void NoAddressFindsNothing() => Finds(Rows.Addresses(EndpointSide.Local), "");

    private static void Finds(SocketFilter filter, string expected) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        Needs.IPv6();
        using Connection mapped = Connection.OverMappedIPv4();
        (string Name, NativeSocket Socket)[] kinds =
        [
            ("IPv4", NativeSocket.Udp().Bind(new(IPAddress.Loopback, 0))),
            ("AnyIPv4", NativeSocket.Udp().Bind(new(IPAddress.Any, 0))),
            ("IPv6", OfIPv6(IPAddress.IPv6Loopback, isIPv6Only: true)),
            ("AnyIPv6", OfIPv6(IPAddress.IPv6Any, isIPv6Only: true)),
            ("DualStack", OfIPv6(IPAddress.IPv6Any, isIPv6Only: false)),
            ("Mapped", NativeSocket.Udp(AddressFamily.InterNetworkV6).Connect(mapped.Client.RemoteEnd)),
            ("AnyMapped", OfIPv6(IPAddress.Any.MapToIPv6(), isIPv6Only: false)),
        ];
        Family family = Family.Of(SocketProtocol.Udp);
        using var netlink = SockDiag.Netlink.DiagSocket.Open();
        Assert.All(Dump.CookiesOfEachAttempt(netlink, new SocketQuery(SocketProtocol.Udp) { Filter = filter }, family), cookies =>
            Assert.Equal(expected, string.Join(", ", kinds.Where(kind => cookies.Contains(kind.Socket.Cookie)).Select(kind => kind.Name))));
        foreach ((_, NativeSocket socket) in kinds) socket.Dispose();
    });

    private static NativeSocket OfIPv6(IPAddress address, bool isIPv6Only) =>
        NativeSocket.Udp(AddressFamily.InterNetworkV6).Set(IPPROTO_IPV6, IPV6_V6ONLY, isIPv6Only ? 1 : 0).Bind(new(address, 0));
}
