using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>What the properties of an MPTCP socket say of literal bytes.</summary>
public class MptcpSocketTests
{
    private const ushort Info = 2;

    // Each field has a number of its own.
    private static readonly byte[] _pattern = Hex.Bytes(
        """
        01 02 03 04 05 06 0000  03000000 0d000000
        1000000000000000 1800000000000000 2000000000000000
        28 29 01 00 2c000000
        3000000000000000 3800000000000000 4000000000000000 4800000000000000
        50 51 0000 54000000 58000000 5c000000
        """);

    [Fact]
    public void EveryFieldIsWhereTheKernelPutsIt() => Assert.Equal(
        "13 Fallback, RemoteKeyReceived; subflows 80 1/4 signaled 2/5 accepted 3/6 local 40/41 checksum True; " +
        "sent 56 acknowledged 72 received 64 again 48 44; sequences 16 24 32; ago 84 88 92",
        Say(Read(_pattern)));

    /// <summary>A field exists from the length on which it came with, also where older kernels had padding at its place.</summary>
    [Theory]
    [InlineData(0, "- -; subflows - -/- signaled -/- accepted -/- local -/- checksum -; sent - acknowledged - received - again - -; sequences - - -; ago - - -")]
    [InlineData(40, "13 Fallback, RemoteKeyReceived; subflows - 1/4 signaled 2/5 accepted 3/6 local -/- checksum -; sent - acknowledged - received - again - -; sequences 16 24 32; ago - - -")]
    [InlineData(48, "13 Fallback, RemoteKeyReceived; subflows - 1/4 signaled 2/5 accepted 3/6 local 40/41 checksum True; sent - acknowledged - received - again - -; sequences 16 24 32; ago - - -")]
    [InlineData(80, "13 Fallback, RemoteKeyReceived; subflows - 1/4 signaled 2/5 accepted 3/6 local 40/41 checksum True; sent 56 acknowledged 72 received 64 again 48 44; sequences 16 24 32; ago - - -")]
    [InlineData(88, "13 Fallback, RemoteKeyReceived; subflows 80 1/4 signaled 2/5 accepted 3/6 local 40/41 checksum True; sent 56 acknowledged 72 received 64 again 48 44; sequences 16 24 32; ago - - -")]
    public void AShorterAnswerHasFewerFields(int length, string text) => Assert.Equal(text, Say(Read(_pattern[..length])));

    [Fact]
    public void AListenersZerosAreNoNumbers() => Assert.Equal((null, null, null), Say3(Read(new byte[96], state: 10)));

    /// <summary>A recording has no list of TCP beside it.</summary>
    [Fact]
    public void ARecordingTellsNoSubflows() => Assert.Null(Read(_pattern).Subflows);

    /// <summary>Its queues are memory, and a listener's are none.</summary>
    [Fact]
    public void QueuesAndAcceptQueues()
    {
        MptcpSocket connection = Read(_pattern), listener = Read(_pattern, state: 10);
        Assert.Equal((882L, 5L, null, null, 882, 5), (connection.ReceiveQueue, connection.SendQueue, listener.ReceiveQueue, listener.SendQueue, listener.AcceptQueue, listener.AcceptQueueLimit));
    }

    private static (long?, MptcpFlags?, long?) Say3(MptcpSocket row) => (row.Token, row.Flags, row.BytesSent);

    private static string Say(MptcpSocket row) =>
        $"{V(row.Token)} {V(row.Flags)}; subflows {V(row.SubflowsTotal)} {V(row.SubflowsJoined)}/{V(row.SubflowsJoinedLimit)} signaled {V(row.AddressesSignaled)}/{V(row.AddressesSignaledLimit)} " +
        $"accepted {V(row.AddressesAccepted)}/{V(row.AddressesAcceptedLimit)} local {V(row.LocalAddressesUsed)}/{V(row.LocalAddressesLimit)} checksum {V(row.HasChecksum)}; " +
        $"sent {V(row.BytesSent)} acknowledged {V(row.BytesAcknowledged)} received {V(row.BytesReceived)} again {V(row.BytesRetransmitted)} {V(row.RetransmitsTotal)}; " +
        $"sequences {V(row.WriteSequence)} {V(row.UnacknowledgedSequence)} {V(row.ReceiveSequence)}; ago {V(row.LastDataSentMilliseconds)} {V(row.LastDataReceivedMilliseconds)} {V(row.LastAckReceivedMilliseconds)}";

    private static string V(object? value) => value?.ToString() ?? "-";

    private static MptcpSocket Read(byte[] info, byte state = 1) => Assert.Single(RecordedSockets.Read<MptcpSocket>(SocketProtocol.Mptcp,
        (InetAnswer.IPv4("10.0.0.5", "10.0.9.1") with { State = state, LocalPort = 40322, RemotePort = 443, ReceiveQueue = 882, SendQueue = 5, Attributes = NetlinkBytes.Attribute(Info, info) }).Message()));
}
