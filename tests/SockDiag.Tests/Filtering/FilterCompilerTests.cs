using CsCheck;
using SockDiag.Filtering;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Filtering;

public class FilterCompilerTests
{
    /// <summary>(remote port 5001, or local port 5002 to 5004) and not local address in 10.9.0.0/24: the worked example of the protocol's description.</summary>
    [Fact]
    public void ATreeOfEveryKindOfNode() => Compiles(
        new SocketFilter.And(
            new SocketFilter.Or(Port(EndpointSide.Remote, new PortRange(5001)), Port(EndpointSide.Local, new PortRange(5002, 5004))),
            new SocketFilter.Not(Address(EndpointSide.Local, "10.9.0.0/24"))),
        """
        0c 08 0c00  0000 8913
        01 04 1400
        02 08 2800  0000 8a13
        03 08 2000  0000 8c13
        07 10 1400  02 18 0000 ffffffff 0a090000
        01 04 0800
        """);

    [Fact]
    public void ManyPortsAreASearchTree() => Compiles(
        Port(EndpointSide.Local, new(80), new(443), new(8000, 8099)),
        """
        02 08 3000  0000 bb01
          02 08 1c00  0000 401f
            02 08 2c00  0000 401f
            03 08 2400  0000 a31f
          01 04 0c00
            0b 08 1800  0000 bb01
        01 04 0c00
          0b 08 0c00  0000 5000
        """);

    [Fact]
    public void ARangeToTheEndIsOneTest() => Compiles(Port(EndpointSide.Remote, new PortRange(1024, 65535)), "04 08 0c00 0000 0004");

    [Fact]
    public void ARangeFromTheStartIsOneTest() => Compiles(Port(EndpointSide.Remote, new PortRange(0, 1023)), "05 08 0c00 0000 ff03");

    [Fact]
    public void AllPortsAreNoTestAtAll() => Compiles(Port(EndpointSide.Local, new PortRange(0, 65535)), "");

    [Fact]
    public void NoPortIsTrueOfNothing() => Compiles(Port(EndpointSide.Local), "01 04 0800");

    [Fact]
    public void AnInterface() => Compiles(new SocketFilter.Interface(3), "09 08 0c00 03000000");

    [Fact]
    public void AMarkWithItsMask() => Compiles(new SocketFilter.Mark(0x10, 0xf0), "0a 0c 1000 10000000 f0000000");

    [Fact]
    public void MarksAreAlternatives() => Compiles(
        new SocketFilter.Mark(new MarkSet(new MaskedMark(0x10, 0xf0), new MaskedMark(7))),
        """
        0a 0c 1000 07000000 ffffffff
        01 04 1000
        0a 0c 1000 10000000 f0000000
        """);

    [Fact]
    public void InterfacesAreAlternatives() => Compiles(new SocketFilter.Interface(new SortedSet<int> { 3, 4 }), "09 08 0c00 03000000  01 04 0c00  09 08 0c00 04000000");

    [Fact]
    public void NoMarkIsTrueOfNothing() => Compiles(new SocketFilter.Mark(new MarkSet()), "01 04 0800");

    [Fact]
    public void NoInterfaceIsTrueOfNothing() => Compiles(new SocketFilter.Interface(new HashSet<int>()), "01 04 0800");

    [Fact]
    public void AsManyMarksAsFitGoToTheKernel()
    {
        byte[]? longest = FilterCompiler.Compile(Marks(4095)); // 16 bytes a mark, less 4

        Assert.True(FilterCompiler.CanCompile(Marks(4095)));
        Assert.Equal(4095 * 16 - 4, longest?.Length);
        Assert.Null(BytecodeMachine.Audit(longest));
        Assert.False(FilterCompiler.CanCompile(Marks(4096)));

        static SocketFilter.Mark Marks(int count) => new(new MarkSet(Enumerable.Range(0, count).Select(value => new MaskedMark((uint)value))));
    }

    [Fact]
    public void OneCgroup() => Compiles(new SocketFilter.Cgroup(new HashSet<ulong> { 0x1122334455667788 }), "0d 0c 1000 8877665544332211");

    [Fact]
    public void CgroupsAreAlternatives() => Compiles(
        new SocketFilter.Cgroup(new SortedSet<ulong> { 1, 2 }),
        """
        0d 0c 1000 0100000000000000
        01 04 1000
        0d 0c 1000 0200000000000000
        """);

    [Fact]
    public void AnIPv6Address() => Compiles(Address(EndpointSide.Remote, "2001:db8::1"), "08 1c 2000  0a 80 0000 ffffffff 20010db8000000000000000000000001");

    [Fact]
    public void AnIPv6PrefixThatHoldsMappedAddressesLeavesThemOut() => Compiles(
        Address(EndpointSide.Local, "::/0"),
        """
        07 1c 3400  0a 00 0000 ffffffff 00000000000000000000000000000000
        07 10 1400  02 00 0000 ffffffff 00000000
        01 04 0800
        """);

    [Fact]
    public void NotTurnsTheEndsAround() => Compiles(new SocketFilter.Not(new SocketFilter.Interface(3)), "09 08 0c00 03000000  01 04 0800");

    [Fact]
    public void EveryProgramPassesTheKernelsAudit() => RandomSockets.KernelFilters.Sample(filter =>
    {
        byte[]? program = FilterCompiler.Compile(filter);

        Assert.NotNull(program);
        if (program.Length > 0) Assert.Null(BytecodeMachine.Audit(program));
    }, iter: 5000);

    [Fact]
    public void ProgramAndEvaluatorAgreeOnEverySocket() => Gen.Select(RandomSockets.KernelFilters, RandomSockets.Sockets.Array[20]).Sample((filter, sockets) =>
    {
        byte[] program = FilterCompiler.Compile(filter)!;

        Assert.All(sockets, socket => Assert.Equal(filter.Matches(socket.Record), BytecodeMachine.Accepts(program, socket.Message, socket.Mark, socket.Cgroup)));
    }, iter: 5000);

    [Fact]
    public void ALargePortSetIsSearchedInFewSteps()
    {
        SocketFilter filter = Port(EndpointSide.Local, [.. Enumerable.Range(0, 3000).Select(i => new PortRange(i * 20))]);
        byte[]? program = FilterCompiler.Compile(filter);

        Assert.NotNull(program);
        Assert.Null(BytecodeMachine.Audit(program));
        Assert.All(Enumerable.Range(0, 65536).Where(port => port % 7 == 0 || port % 20 < 2), port =>
            Assert.Equal(port % 20 == 0 && port < 60_000, BytecodeMachine.Accepts(program, new InetAnswer { LocalPort = (ushort)port }.Payload(), 0, 0)));
    }

    [Fact]
    public void AProgramIsNeverLongerThanAnAttribute()
    {
        byte[]? longest = FilterCompiler.Compile(Ports(3277)); // 20 bytes a port, less 12

        Assert.Equal(FilterCompiler.LongestProgram, longest?.Length);
        Assert.Null(BytecodeMachine.Audit(longest));
        Assert.Null(FilterCompiler.Compile(Ports(3278)));

        static SocketFilter.Port Ports(int count) => Port(EndpointSide.Local, [.. Enumerable.Range(0, count).Select(i => new PortRange(i * 19))]);
    }

    [Theory]
    [InlineData("01 04 0800", null)]
    [InlineData("0b 08 0c00 0000 5000", null)]
    [InlineData("0b 08 0800 0000 5000", null)]
    [InlineData("", "a program of 0 bytes")]
    [InlineData("63 04 0800", "0: code 99 is none, or not complete")]
    [InlineData("0b 08 0c00", "0: not complete")]
    [InlineData("0b 04 0c00 0000 5000", "0: yes is 4")]
    [InlineData("0b 0a 0c00 0000 5000", "0: yes is 10")]
    [InlineData("0b 08 0400 0000 5000", "0: no is 4")]
    [InlineData("0b 08 1000 0000 5000", "0: no is 16")]
    [InlineData("01 08 0c00 00000000", null)] // what yes skips is never looked at
    [InlineData("01 04 0800 0b 08 0c00 0000 5000", "0: no lands on 8, which is no instruction")]
    [InlineData("0b 0c 0c00 0000 5000", "yes arrives at 12 of 8")]
    [InlineData("07 10 1400  02 21 0000 ffffffff 0a090000", "0: code 7 is none, or not complete")]
    public void TheMachineOfThisTestKnowsTheAudit(string program, string? refusal) => Assert.Equal(refusal, BytecodeMachine.Audit(Hex.Bytes(program)));

    private static void Compiles(SocketFilter filter, string bytes) => Assert.Equal(Hex.Text(Hex.Bytes(bytes)), Hex.Text(FilterCompiler.Compile(filter)));

    private static SocketFilter.Port Port(EndpointSide side, params PortRange[] ranges) => new(side, new PortSet(ranges));

    private static SocketFilter.Address Address(EndpointSide side, string text)
    {
        Assert.True(AddressPrefix.TryParse(text, out AddressPrefix prefix));
        return new(side, new AddressSet(prefix));
    }
}
