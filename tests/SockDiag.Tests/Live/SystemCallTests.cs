namespace SockDiag.Tests.Live;

/// <summary>How often a listing goes to the kernel, which is what much of its time depends on.</summary>
[Collection(nameof(AloneInTheProcess))]
public class SystemCallTests(ManyConnections many) : IClassFixture<ManyConnections>
{
    // TCP is two questions, of which one is about bound sockets alone. Where the answer to the one is read already, the other goes through the same descriptor.
    private const int Questions = 2;
    private const int FirstCalls = 2, FirstDatagrams = 2, FurtherDatagrams = 64; // that a call brings at most
    private const int FewestRecordsADatagram = 200;

    [Fact]
    public void EachQuestionIsAskedOnceAndEachDescriptorClosed() => many.Enter(() =>
    {
        TracedCalls calls = List(out _);
        Assert.Equal((Questions, calls.Count("socket")), (calls.Count("sendto"), calls.Count("close")));
        Assert.InRange(calls.Count("socket"), 1, Questions);
    });

    [Fact]
    public void ACallBringsAsManyDatagramsAsThereIsRoomFor() => many.Enter(() =>
    {
        TracedCalls calls = List(out _);
        int further = (calls.Sum("recvmmsg") - FirstCalls * FirstDatagrams - 1 + FurtherDatagrams - 1) / FurtherDatagrams; // bound sockets: DONE, which is 1
        Assert.InRange(calls.Count("recvmmsg"), Questions, 1 + FirstCalls + further);
    });

    /// <summary>The kernel makes a datagram as large as there was room for in the one before.</summary>
    [Fact]
    public void ADatagramIsAsLargeAsTheKernelMakesOne() => many.Enter(() =>
    {
        TracedCalls calls = List(out int sockets);
        Assert.InRange(calls.Sum("recvmmsg"), Questions, 2 * Questions + sockets / FewestRecordsADatagram);
    });

    private TracedCalls List(out int sockets)
    {
        TracedCalls calls = TracedCalls.Of(BuiltProgram.Named("ListAll"), out string output);
        sockets = int.Parse(output.Split(' ')[0]);
        Assert.True(sockets > many.Cookies.Length);
        return calls;
    }
}
