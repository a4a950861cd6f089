using SockDiag.Families.Inet;
using SockDiag.Filtering;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Filtering;

/// <summary>What the kernel cannot decide; the rest is held to the kernel's rules in <see cref="FilterCompilerTests"/>.</summary>
public class FilterEvaluatorTests
{
    [Fact]
    public void TheUserOfASmallRecordIsNotRoot() => Assert.False(Matches(new SocketFilter.User(new HashSet<uint> { 0 }), new() { State = 6, Timer = 3, UserId = 0, Inode = 0 }));

    [Fact]
    public void AUserIsFound() => Assert.True(Matches(new SocketFilter.User(new HashSet<uint> { 5, 1000 }), new() { UserId = 1000 }));

    [Fact]
    public void AnInodeIsFound() => Assert.True(Matches(new SocketFilter.Inode(new HashSet<uint> { 77 }), new() { Inode = 77 }));

    [Theory]
    [InlineData(77UL, true)]
    [InlineData(78UL, false)]
    [InlineData(ulong.MaxValue, false)] // the kernel's word for none
    public void ACookieIsFound(ulong wire, bool matches) => Assert.Equal(matches, Matches(new SocketFilter.Cookie(new HashSet<ulong> { 77, ulong.MaxValue }), new() { Cookie = wire }));

    [Fact]
    public void AConnectionHasNoBindScope() =>
        Assert.False(Matches(new SocketFilter.Scope(Enum.GetValues<BindScope>().ToHashSet()), InetAnswer.IPv4("127.0.0.1", "127.0.0.1")));

    [Fact]
    public void AListenersBindScopeIsFound() =>
        Assert.True(Matches(new SocketFilter.Scope(new HashSet<BindScope> { BindScope.Loopback }), InetAnswer.IPv4("127.0.0.1", "0.0.0.0") with { State = 10 }));

    [Fact]
    public void AMarkThatTheKernelDidNotTellIsARefusalNotAMiss()
    {
        var error = Assert.Throws<KernelRefusedException>(() => Matches(new SocketFilter.Mark(0), new()));

        Assert.True(error.IsPermissionDenied);
        Assert.Equal("The kernel refused to tell the marks of sockets: Operation not permitted (errno 1).", error.Message);
    }

    [Fact]
    public void ASmallRecordWithoutAMarkHasNone() => Assert.True(Matches(new SocketFilter.Mark(0), new() { State = 6, Timer = 3, UserId = 0, Inode = 0 }));

    private static bool Matches(SocketFilter filter, InetAnswer answer)
    {
        InetRecord.Parse(answer.Payload(), 0, SocketProtocol.Tcp, out InetRecord record, out _);
        return filter.Matches(in record);
    }
}
