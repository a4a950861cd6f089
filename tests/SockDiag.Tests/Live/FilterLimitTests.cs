using System.Net;
using SockDiag.Families;
using SockDiag.Filtering;
using SockDiag.Netlink;

namespace SockDiag.Tests.Live;

/// <summary>What the kernel's audit of a program demands, and what happens to filters that it cannot take.</summary>
public class FilterLimitTests
{
    private const int EINVAL = 22;

    [Fact]
    public void AProgramThatIsAlwaysTrueIsNotSentForTheKernelRefusesEmptyOnes() => With(listener =>
    {
        var every = new SocketFilter.Port(EndpointSide.Local, new PortSet(new PortRange(0, PortRange.Largest)));
        Assert.Equal((EINVAL, null), (Refusal([]), KernelShare.Of(every).Program));
        Assert.Contains(Rows.Tcp(every), row => row.Cookie == listener.Cookie);
    });

    [Fact]
    public void NoPortFindsNothing() => With(_ => Assert.Empty(Rows.Tcp(new SocketFilter.Port(EndpointSide.Local, new PortSet()))));

    [Fact]
    public void NotNoPortFindsEverything() => With(listener =>
        Assert.Contains(Rows.Tcp(new SocketFilter.Not(new SocketFilter.Port(EndpointSide.Local, new PortSet()))), row => row.Cookie == listener.Cookie));

    /// <summary>They are one search tree, of which each socket meets a dozen tests.</summary>
    [Fact]
    public void TheKernelTakesThreeThousandPortRanges() => With(listener =>
    {
        SocketFilter around = EveryOther(listener.Port % 2, 3000, around: listener.Port);
        Assert.Null(KernelShare.Of(around).Rest);
        Assert.Contains(Rows.Tcp(around), row => row.Cookie == listener.Cookie);
    });

    [Fact]
    public void ThreeThousandPortRangesBesideAPortDoNotFindIt() => With(listener =>
        Assert.DoesNotContain(Rows.Tcp(EveryOther((listener.Port + 1) % 2, 3000, around: listener.Port)), row => row.Cookie == listener.Cookie));

    [Fact]
    public void TheKernelTakesTheLongestProgramThatIsMade() => With(listener =>
    {
        int fits = 1, tooMany = 20_000;
        while (tooMany - fits > 1)
        {
            int middle = (fits + tooMany) / 2;
            if (FilterCompiler.Compile(EveryOther(0, middle, around: 30_000)) is null) tooMany = middle;
            else fits = middle;
        }
        byte[] longest = FilterCompiler.Compile(EveryOther(0, fits, around: 30_000))!;
        Assert.InRange(longest.Length, FilterCompiler.LongestProgram - 32, FilterCompiler.LongestProgram);
        Assert.Equal(0, Refusal(longest));
    });

    [Theory, InlineData(0, true), InlineData(1, false)]
    public void TwentyThousandPortsAreDecidedHere(int beside, bool isFound) => With(listener =>
    {
        SocketFilter ports = EveryOther((listener.Port + beside) % 2, 20_000, around: listener.Port);
        Assert.Null(KernelShare.Of(ports).Program);
        Assert.Equal(isFound, Rows.Tcp(ports).Any(row => row.Cookie == listener.Cookie));
    });

    [Theory, InlineData("127.0.0.1", true), InlineData("127.0.0.2", false)]
    public void TenThousandAddressesAreDecidedHere(string address, bool isFound) => With(listener =>
    {
        SocketFilter addresses = Rows.Addresses(EndpointSide.Local, Enumerable.Range(0, 10_000).Select(i => $"10.{i % 7}.{i / 256}.{i % 256}").Append(address));
        Assert.Null(KernelShare.Of(addresses).Program);
        Assert.Equal(isFound, Rows.Tcp(addresses).Any(row => row.Cookie == listener.Cookie));
    });

    [Fact]
    public void WhatIsTooMuchForTheKernelLeavesItTheRest() => With(listener =>
    {
        var both = new SocketFilter.And(EveryOther(listener.Port % 2, 20_000, around: listener.Port), Rows.LocalPort(listener.Port));
        KernelShare share = KernelShare.Of(both);
        Assert.Equal((true, true), (share.Program is not null, share.Rest is not null));
        Assert.Equal(listener.Cookie, Assert.Single(Rows.Tcp(both)).Cookie);
    });

    /// <summary>As many as the kernel is given, and one more.</summary>
    [Theory, InlineData(FilterCompiler.MostAlternatives), InlineData(FilterCompiler.MostAlternatives + 1)]
    public void TheLastOfManyAddressesIsFound(int count) => With(listener =>
    {
        SocketFilter addresses = Rows.Addresses(EndpointSide.Local, Enumerable.Range(1, count - 1).Select(i => $"10.0.{i / 256}.{i % 256}").Append("127.0.0.1"));
        Assert.Equal(count <= FilterCompiler.MostAlternatives, KernelShare.Of(addresses).Program is not null);
        Assert.Contains(Rows.Tcp(addresses), row => row.Cookie == listener.Cookie);
    });

    /// <summary>As deep as a command line may make it.</summary>
    [Fact]
    public void AThousandFiltersJoinedAreNoDeepTree() => With(listener =>
    {
        SocketFilter any = SocketFilter.AnyOf(Enumerable.Range(1, 1000).Select(Rows.LocalPort).Append(Rows.LocalPort(listener.Port)))!;
        Assert.Contains(Rows.Tcp(any), row => row.Cookie == listener.Cookie);
    });

    [Theory]
    [InlineData("01 04")]                   // less than an instruction
    [InlineData("0b 08 0c 00 00 00")]       // cut in its operand
    [InlineData("0b 08 10 00 00 00 50 00")] // false lands nowhere
    [InlineData("63 04 08 00")]             // no such instruction
    public void TheKernelRefusesADamagedProgram(string program) => With(_ => Assert.Equal(EINVAL, Refusal(Convert.FromHexString(program.Replace(" ", "")))));

    private static void With(Action<NativeSocket> judge) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        judge(listener);
    });

    /// <summary>Ports of one parity: no two of them make a range.</summary>
    private static SocketFilter.Port EveryOther(int parity, int count, int around)
    {
        int first = Math.Clamp(around - count, 0, PortRange.Largest - 2 * count) / 2 * 2 + parity;
        return new(EndpointSide.Local, new PortSet(Enumerable.Range(0, count).Select(i => new PortRange(first + 2 * i))));
    }

    /// <summary>The error with which the kernel answers a program; 0 where it takes it.</summary>
    private static int Refusal(byte[] program)
    {
        using var netlink = DiagSocket.Open();
        Family family = Family.Of(SocketProtocol.Tcp);
        KernelRequest plain = family.Attempts(family, new SocketQuery(SocketProtocol.Tcp), netlink).Last().Requests[0];
        byte[] attribute = [.. BitConverter.GetBytes((ushort)(4 + program.Length)), 1, 0, .. program];
        try
        {
            foreach (DatagramBatch batch in netlink.Dump(plain with { Body = [.. plain.Body, .. attribute] }, SocketProtocol.Tcp, _ => { })) batch.Dispose();
            return 0;
        }
        catch (KernelRefusedException refusal) { return refusal.Errno; }
    }
}
