using System.Net;
using System.Net.Sockets;
using Tmds.Linux;

namespace SockDiag.Tests.Live;

/// <summary>Each field against what the socket itself says.</summary>
public class InetFieldTests
{
    /// <summary>The kinds of addresses that ends can have.</summary>
    public enum Ends { IPv4, IPv6, MappedIPv4, LinkLocal }

    [Theory, InlineData(Ends.IPv4), InlineData(Ends.IPv6), InlineData(Ends.MappedIPv4), InlineData(Ends.LinkLocal)]
    public void ATcpClientIsWhatItSaysItself(Ends ends) => With(ends, connection => Assert.Equal(Self.Of(connection.Client), Self.Of(Rows.Of(connection.Client, owners: true))));

    [Theory, InlineData(Ends.IPv4), InlineData(Ends.IPv6), InlineData(Ends.MappedIPv4), InlineData(Ends.LinkLocal)]
    public void AnAcceptedConnectionIsWhatItSaysItself(Ends ends) => With(ends, connection => Assert.Equal(Self.Of(connection.Server), Self.Of(Rows.Of(connection.Server, owners: true))));

    [Theory, InlineData(Ends.IPv4), InlineData(Ends.IPv6), InlineData(Ends.MappedIPv4), InlineData(Ends.LinkLocal)]
    public void AListenerIsWhatItSaysItself(Ends ends) => With(ends, connection => Assert.Equal(Self.Of(connection.Listener), Self.Of(Rows.Of(connection.Listener, owners: true))));

    [Theory, InlineData(Ends.IPv4), InlineData(Ends.IPv6), InlineData(Ends.MappedIPv4), InlineData(Ends.LinkLocal)]
    public void AConnectedUdpSocketIsWhatItSaysItself(Ends ends) => With(ends, connection =>
    {
        using NativeSocket udp = NativeSocket.Udp(connection.Client.LocalEnd.AddressFamily).Connect(connection.Client.RemoteEnd);
        Assert.Equal(Self.Of(udp), Self.Of(Rows.Of(udp, owners: true)));
    });

    [Theory, InlineData(Ends.IPv4), InlineData(Ends.IPv6), InlineData(Ends.MappedIPv4), InlineData(Ends.LinkLocal)]
    public void ABoundUdpSocketIsWhatItSaysItself(Ends ends) => With(ends, connection =>
    {
        using NativeSocket udp = NativeSocket.Udp(connection.Client.LocalEnd.AddressFamily).Bind(connection.Client.LocalEnd);
        Assert.Equal(Self.Of(udp), Self.Of(Rows.Of(udp, owners: true)));
    });

    [Theory, InlineData(Ends.IPv4), InlineData(Ends.IPv6), InlineData(Ends.MappedIPv4), InlineData(Ends.LinkLocal)]
    public void ASocketThatIsOnlyBoundIsWhatItSaysItself(Ends ends) => With(ends, connection =>
    {
        Needs.Kernel(6, 8, "kernels before it do not list sockets that are only bound");
        using NativeSocket bound = NativeSocket.Tcp(connection.Client.LocalEnd.AddressFamily).Bind(new(connection.Client.LocalEnd.Address, 0));
        Assert.Equal(Self.Of(bound), Self.Of(Rows.Of(bound, owners: true)));
    });

    [Fact]
    public void ALinkLocalAddressHasTheNameOfItsLink() => With(Ends.LinkLocal, connection =>
    {
        InetSocket client = Rows.Of(connection.Client);
        Assert.Equal(("fe80::7%link0", "fe80::7%link0", "link0"), (client.LocalAddress, client.RemoteAddress, client.Interface));
    });

    [Fact]
    public void AMappedAddressIsWrittenAsIPv4() => With(Ends.MappedIPv4, connection =>
    {
        InetSocket client = Rows.Of(connection.Client);
        Assert.Equal(("127.0.0.1", "127.0.0.1", SocketAddressFamily.IPv6, true), (client.LocalAddress, client.RemoteAddress, client.AddressFamily, client.IsIPv4Mapped));
    });

    [Fact]
    public void OneAddressIsOneTextInstance() => With(Ends.IPv4, connection =>
    {
        TcpSocket[] both = Rows.Tcp(new SocketFilter.Or(connection.ClientPorts, connection.ServerPorts));
        Assert.Equal(2, both.Length);
        Assert.Same(both[0].LocalAddress, both[1].RemoteAddress);
    });

    [Fact]
    public void TheUserIsTheOneWhomTheSocketWasGiven() => OwnNamespace.Inside(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0)).Give(user: 1);
        Assert.Equal((1L, File.ReadLines("/etc/passwd").Single(line => line.Split(':')[2] == "1").Split(':')[0]), (Rows.Of(listener).UserId, Rows.Of(listener).UserName));
    });

    [Fact]
    public void AUserWithoutANameHasAnIdAlone() => OwnNamespace.Inside(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0)).Give(user: 3_999_999_999);
        Assert.Equal((3_999_999_999L, (string?)null), (Rows.Of(listener).UserId, Rows.Of(listener).UserName));
    });

    [Fact]
    public void AConnectionWithoutTimerSaysNothingOfIt() => With(Ends.IPv4, connection =>
    {
        InetSocket client = Rows.Of(connection.Client);
        Assert.Equal((SocketTimer.Off, null, null), (client.Timer, client.TimerExpiresMilliseconds, client.Retransmits));
    });

    private static void With(Ends ends, Action<Connection> judge) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        if (ends != Ends.IPv4) Needs.IPv6();
        using Connection connection = ends switch
        {
            Ends.IPv4 => Connection.OverIPv4(),
            Ends.IPv6 => Connection.OverIPv6(),
            Ends.MappedIPv4 => Connection.OverMappedIPv4(),
            _ => Connection.OverLinkLocal("link0"),
        };
        judge(connection);
    });

    /// <summary>What a socket and its row both know.</summary>
    private sealed record Self(
        string LocalAddress, int LocalPort, string RemoteAddress, int RemotePort, SocketAddressFamily Family, bool IsIPv4Mapped, ulong? Cookie, long? Inode, long? UserId, string Owners)
    {
        public static Self Of(InetSocket row) => new(
            row.LocalAddress, row.LocalPort, row.RemoteAddress, row.RemotePort, row.AddressFamily, row.IsIPv4Mapped, row.Cookie, row.Inode, row.UserId, row.Owners.ToString());

        public static Self Of(NativeSocket socket)
        {
            IPEndPoint local = socket.LocalEnd, remote = socket.RemoteEndOrNone;
            return new(Text(local), local.Port, Text(remote), remote.Port, local.AddressFamily == AddressFamily.InterNetwork ? SocketAddressFamily.IPv4 : SocketAddressFamily.IPv6,
                local.Address.IsIPv4MappedToIPv6 || remote.Address.IsIPv4MappedToIPv6, socket.Cookie, socket.Inode, LibC.geteuid(), socket.Holder);
        }

        private static string Text(IPEndPoint end)
        {
            if (end.Address.IsIPv4MappedToIPv6) return end.Address.MapToIPv4().ToString();
            return end.Address.IsIPv6LinkLocal ? $"{new IPAddress(end.Address.GetAddressBytes())}%{NetworkLink.NameOf((uint)end.Address.ScopeId)}" : end.Address.ToString();
        }
    }
}
