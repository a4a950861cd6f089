using System.Net;
using System.Runtime.InteropServices;

namespace SockDiag.Tests.Live;

/// <summary>A kernel that does not understand a filter's program.</summary>
[Collection(nameof(AloneInTheProcess))]
public class RefusedProgramTests
{
    private const int EINVAL = 22;

    /// <summary>The longest request without a program: a message header and the newer request.</summary>
    private const uint PlainRequest = 16 + 60;

    private static uint SendTo => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 206u : 44u;

    [Fact]
    public void IsAskedWithoutItAndTheFilterIsDecidedHere() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        using NativeSocket other = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        OwnThread.Run(() =>
        {
            RefuseLongRequests();
            Assert.Equal([listener.Cookie], Rows.Tcp(Rows.LocalPort(listener.Port)).Select(row => row.Cookie!.Value));
        });
    });

    /// <summary>Unless nothing is left that could be asked.</summary>
    [Fact]
    public void RefusesEveryQuestionThenTheRefusalIsTold() => OwnNamespace.InsideOrOnLoopback(() => OwnThread.Run(() =>
    {
        RefuseLongRequests(longest: 0);
        Assert.Equal(EINVAL, Assert.Throws<KernelRefusedException>(() => Rows.Tcp(Rows.LocalPort(1))).Errno);
    }));

    /// <summary>Sends above a length are answered as an old kernel answers an instruction that it does not know.</summary>
    private static void RefuseLongRequests(uint longest = PlainRequest) => Sandbox.Refuse(SendTo, argument: 2, above: longest, EINVAL);
}
