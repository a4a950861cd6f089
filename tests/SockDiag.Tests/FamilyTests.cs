using SockDiag.Families;
using SockDiag.Native;

namespace SockDiag.Tests;

/// <summary>What each row of the families has to say.</summary>
public class FamilyTests
{
    public static TheoryData<SocketProtocol> Protocols { get; } = [.. Enum.GetValues<SocketProtocol>().Where(protocol => protocol != SocketProtocol.All)];

    [Fact]
    public void EveryProtocolIsAFamily() => Assert.Equal(Protocols.Select(row => row.Data).Order(), Family.Protocols.Order());

    [Theory, MemberData(nameof(Protocols))]
    public void AFamilyIsFoundByItsProtocol(SocketProtocol protocol) => Assert.Equal(protocol, Family.Of(protocol).Protocol);

    /// <summary>Who asks for what the kernel lacks is told what would bring it.</summary>
    [Theory, MemberData(nameof(Protocols))]
    public void ARefusalNamesTheModuleAndTheOptionOfTheKernel(SocketProtocol protocol)
    {
        var refusal = new KernelRefusedException(Errno.ENOENT, "list them", protocol);
        Assert.Matches("^[a-z_]+_diag$", refusal.Module);
        Assert.Matches("^CONFIG_[A-Z_]+_DIAG$", refusal.KernelOption);
        Assert.Equal(protocol == SocketProtocol.Raw ? "/proc/net/raw" : null, refusal.ProcTable);
    }

    [Fact]
    public void ARefusalThatIsAboutNoProtocolNamesNone()
    {
        var refusal = new KernelRefusedException(Errno.EPERM, "open a socket");
        Assert.Equal((null, null, null), (refusal.Module, refusal.KernelOption, refusal.ProcTable));
    }
}
