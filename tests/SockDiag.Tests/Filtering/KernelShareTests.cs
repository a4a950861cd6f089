using CsCheck;
using SockDiag.Filtering;

namespace SockDiag.Tests.Filtering;

public class KernelShareTests
{
    private static SocketFilter Loopback => new SocketFilter.Scope(new HashSet<BindScope> { BindScope.Loopback });

    [Fact]
    public void WithoutAFilterThereIsNothingToShare() => Assert.Equal(new KernelShare(null, null), KernelShare.Of(null));

    [Fact]
    public void WhatTheKernelCanDecideIsLeftToIt()
    {
        KernelShare share = KernelShare.Of(new SocketFilter.Interface(3));

        Assert.NotNull(share.Program);
        Assert.Null(share.Rest);
    }

    [Fact]
    public void WhatItCannotDecideStays()
    {
        KernelShare share = KernelShare.Of(new SocketFilter.And(Loopback, new SocketFilter.Interface(3)));

        Assert.NotNull(share.Program);
        Assert.IsType<SocketFilter.Scope>(share.Rest);
    }

    [Fact]
    public void AnAlternativeThatItCannotDecideKeepsTheOtherHereToo()
    {
        var filter = new SocketFilter.Or(Loopback, new SocketFilter.Interface(3));

        Assert.Equal(new KernelShare(null, filter), KernelShare.Of(filter));
    }

    /// <summary>An empty program is refused by the kernel.</summary>
    [Fact]
    public void AFilterThatHoldsOfEverythingIsNoProgram() => Assert.Equal(new KernelShare(null, null), KernelShare.Of(new SocketFilter.Port(EndpointSide.Local, new PortSet(new PortRange(0, 65535)))));

    [Fact]
    public void NothingIsLostBetweenTheTwo() => Gen.Select(RandomSockets.Filters, RandomSockets.Sockets.Array[20]).Sample(AreTheSame, iter: 5000);

    /// <summary>Each of these sets is some 3,000 bytes, and a program has room for 65,528.</summary>
    [Fact]
    public void AProgramThatIsTooLongIsDividedAndNothingIsLost()
    {
        SocketFilter tooLong = SocketFilter.AllOf(Enumerable.Range(0, 40).Select(i => Cgroups(i * 1000)).Prepend(new SocketFilter.Not(Cgroups(1))))!;

        KernelShare share = KernelShare.Of(tooLong);

        Assert.NotNull(share.Program);
        Assert.NotNull(share.Rest);
        Assert.InRange(share.Program.Length, 60_000, FilterCompiler.LongestProgram);
        Assert.Null(BytecodeMachine.Audit(share.Program));
        RandomSockets.Sockets.Array[20].Sample(sockets => AreTheSame(tooLong, sockets));

        static SocketFilter Cgroups(int start) => new SocketFilter.Or(
            new SocketFilter.Cgroup(Enumerable.Range(start, FilterCompiler.MostAlternatives).Select(id => (ulong)id).ToHashSet()),
            new SocketFilter.Cgroup(Enumerable.Range(0, 3).Select(id => (ulong)id).ToHashSet()));
    }

    [Fact]
    public void OneConditionThatIsTooLongIsDecidedHere()
    {
        var manyPorts = new SocketFilter.Port(EndpointSide.Local, new PortSet(Enumerable.Range(0, 30_000).Select(i => new PortRange(i * 2))));

        KernelShare share = KernelShare.Of(new SocketFilter.And(manyPorts, new SocketFilter.Interface(0)));

        Assert.NotNull(share.Program);
        Assert.Equal(manyPorts, share.Rest);
    }

    [Fact]
    public void MoreAlternativesThanTheKernelIsGoodForAreDecidedHere()
    {
        var manyCgroups = new SocketFilter.Cgroup(Enumerable.Range(0, FilterCompiler.MostAlternatives + 1).Select(id => (ulong)id).ToHashSet());

        Assert.Equal(new KernelShare(null, manyCgroups), KernelShare.Of(manyCgroups));
    }

    [Fact]
    public void MoreInterfacesThanTheKernelIsGoodForAreDecidedHere()
    {
        var manyInterfaces = new SocketFilter.Interface(Enumerable.Range(0, FilterCompiler.MostAlternatives + 1).ToHashSet());

        Assert.Equal(new KernelShare(null, manyInterfaces), KernelShare.Of(manyInterfaces));
        RandomSockets.Sockets.Array[20].Sample(sockets => AreTheSame(manyInterfaces, sockets));
    }

    /// <summary>Without the privilege the kernel alone can say that a mark may not be asked for.</summary>
    [Fact]
    public void AMarkGoesToTheKernelBeforeAllElse()
    {
        SocketFilter[] long_ = [.. Enumerable.Range(0, 10).Select(i => new SocketFilter.Port(EndpointSide.Local, new PortSet(Enumerable.Range(0, 1000).Select(port => new PortRange(port * 20 + i)))))];

        KernelShare share = KernelShare.Of(SocketFilter.AllOf(long_.Append<SocketFilter>(new SocketFilter.Mark(7))));

        Assert.Equal(10, share.Program![0]);
        Assert.NotNull(share.Rest);
    }

    private static void AreTheSame(SocketFilter filter, RandomSocket[] sockets)
    {
        KernelShare share = KernelShare.Of(filter);
        if (share.Program is not null) Assert.Null(BytecodeMachine.Audit(share.Program));
        Assert.All(sockets, socket => Assert.Equal(
            filter.Matches(socket.Record),
            (share.Program is null || BytecodeMachine.Accepts(share.Program, socket.Message, socket.Mark, socket.Cgroup)) && (share.Rest?.Matches(socket.Record) ?? true)));
    }
}
