using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>What each property of a vsock socket says of what Linux 6.12 answered.</summary>
public class VsockSocketTests
{
    private static readonly VsockSocket[] _recorded = RecordedSockets.Read<VsockSocket>(SocketProtocol.Vsock, RecordedSockets.Bytes("vsock.nl"));

    private static readonly byte[] _first = RecordedSockets.Bytes("vsock.nl")[..48];

    [Fact]
    public void AClientThatSendsNoMore() => Assert.Equal(
        """
        Protocol: Vsock
        State: Established
        SocketType: Stream
        LocalContextId: 4294967295
        LocalContextName: any
        LocalPort: 1255397563
        RemoteContextId: 1
        RemoteContextName: local
        RemotePort: 5061
        Shutdown: Send
        ReceiveQueue: -
        SendQueue: -
        ProcessId: -
        Process: -
        OwnerVisibility: NotAsked
        Owners:
        UserId: -
        UserName: -
        Inode: 353
        Cookie: 4
        PeerProcessId: -
        PeerProcess: -
        Unit: -
        ContainerId: -
        NetworkNamespace: -
        """,
        SocketText.Of(_recorded.Single(row => row.Inode == 353)));

    [Fact]
    public void EveryRowIsThere() => Assert.Equal(
        [
            "Vsock Listen any:5061 1 Stream",
            "Vsock Unconnected any:5062 2 SeqPacket",
            "Vsock Established any:1255397562 -> local:5061 3 Stream",
            "Vsock Established any:1255397563 -> local:5061 4 Stream",
            "Vsock Established any:1255397564 -> local:5061 5 Stream",
            "Vsock Established local:5061 -> local:1255397564 6 Stream",
            "Vsock Established local:5061 -> local:1255397563 7 Stream",
            "Vsock Established local:5061 -> local:1255397562 8 Stream",
        ],
        _recorded.Select(row => $"{row} {row.Cookie} {row.SocketType}"));

    [Fact]
    public void OneThatNobodyAcceptedHasNoInode() => Assert.Null(_recorded.Single(row => row.Cookie == 6).Inode);

    [Fact]
    public void AListenerHasNobodyAtTheOtherEnd() => Assert.Equal((null, null, null), (_recorded[0].RemoteContextId, _recorded[0].RemoteContextName, _recorded[0].RemotePort));

    [Theory]
    [InlineData(0, "hypervisor"), InlineData(1, "local"), InlineData(2, "host"), InlineData(3, null), InlineData(uint.MaxValue, "any")]
    public void AContextHasAName(uint id, string? name) => Assert.Equal((name, (long)id), Changed(4, BitConverter.GetBytes(id), row => (row.LocalContextName, row.LocalContextId)));

    [Fact]
    public void APortOf32BitsIsWhole() => Assert.Equal(4294967294, Changed(8, BitConverter.GetBytes(4294967294), row => row.LocalPort));

    [Fact]
    public void OneThatIsBoundToNothingHasNoPort() => Assert.Null(Changed(8, BitConverter.GetBytes(uint.MaxValue), row => row.LocalPort));

    [Fact]
    public void ADatagramSocketIsOne() => Assert.Equal(SocketType.Datagram, Changed(1, [2], row => row.SocketType));

    [Theory]
    [InlineData(0, 2, "address family 2"), InlineData(2, 0, "in state 0"), InlineData(2, 14, "in state 14")]
    public void DamageIsAnError(int offset, byte value, string problem) =>
        Assert.Contains(problem, Assert.Throws<MalformedMessageException>(() => Changed(offset, [value], row => row.State)).Problem);

    [Fact]
    public void ARecordThatIsTooShortIsAnError()
    {
        byte[] shortened = NetlinkBytes.Message(NetlinkBytes.Answer, _first.AsSpan(16, 28));
        Assert.Contains("28 bytes, at least 32", Assert.Throws<MalformedMessageException>(() => RecordedSockets.Read<VsockSocket>(SocketProtocol.Vsock, shortened)).Problem);
    }

    private static T Changed<T>(int offset, byte[] value, Func<VsockSocket, T> say)
    {
        byte[] message = [.. _first];
        value.CopyTo(message, 16 + offset);
        return say(Assert.Single(RecordedSockets.Read<VsockSocket>(SocketProtocol.Vsock, message)));
    }
}
