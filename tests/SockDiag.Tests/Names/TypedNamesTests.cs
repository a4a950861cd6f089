using SockDiag.Tests.Live;

namespace SockDiag.Tests.Names;

/// <summary>Names that people type, as the kernel and the C library are asked for them.</summary>
public class TypedNamesTests
{
    /// <summary>C ends a name at a NUL, so that another's entry would be found.</summary>
    [Theory]
    [InlineData("root")]
    [InlineData("0")]
    public void AUserNameWithANulIsNobodys(string known)
    {
        Assert.Equal(0u, SocketNames.UserId(known));
        foreach (string name in (string[])[$"{known}\0x", $"{known}\0", $@"{known}\x00x", $@"{known}\x00"]) Assert.Null(SocketNames.UserId(name));
    }

    [Fact]
    public void AServiceNameWithANulIsNone()
    {
        Assert.SkipWhen(SocketNames.ServicePorts("https").Count == 0, "there is no /etc/services");
        Assert.Empty(SocketNames.ServicePorts("https\0x"));
    }

    [Theory]
    [InlineData("lo", 1)]
    [InlineData("1", 1)]
    [InlineData("lo\0x", null)]
    [InlineData("lo\0", null)]
    [InlineData(@"lo\x00x", null)]
    [InlineData("1\0", null)]
    [InlineData("lo:x", null)] // the kernel reads an alias of old, which ends at the colon
    [InlineData("no such one", null)]
    public void AnInterfaceIsFoundByItsWholeName(string name, int? index) => Assert.Equal([index], SocketNames.InterfaceIndexes([name]));

    [Fact]
    public void ManyInterfacesAreAskedForByOneSocket()
    {
        string[] names = [.. Enumerable.Repeat("lo", 20_000)];

        Assert.All(SocketNames.InterfaceIndexes(names), index => Assert.Equal(1, index));
    }

    /// <summary>An interface is found by its name as it is, and as a listing shows it; what a name says as it is goes first.</summary>
    [Fact]
    public void AnInterfaceIsFoundByWhatIsShownOfItsName() => OwnNamespace.Inside(() =>
    {
        const string red = "r\u001b[31md", readsSo = @"r\x1b[31md";
        int first = (int)NetworkLink.Add(red, "10.7.7.7/24");
        Assert.Equal([first, first, null], SocketNames.InterfaceIndexes([red, readsSo, "r"]));

        int second = (int)NetworkLink.Add(readsSo, "10.7.8.7/24");
        Assert.Equal([first, second, second], SocketNames.InterfaceIndexes([red, readsSo, EscapedText.Of(readsSo)]));
    });
}
