using System.Globalization;
using SockDiag.Families.Inet;
using SockDiag.Families;
using SockDiag.Netlink;

namespace SockDiag.Tests.Live.Connections;

/// <summary>MPTCP sockets, against the sockets themselves and ss.</summary>
public class MptcpTests
{
    [Fact]
    public void AConnectionHasTheTokenThatItsSocketSays() => With(pair => Assert.Equal((pair.ClientToken, pair.ServerToken), (Client(pair).Token, Server(pair).Token)));

    [Fact]
    public void WhatWasSentAndReceivedIsTold() => With(pair =>
    {
        Needs.Kernel(6, 5, "kernels before it count no bytes of MPTCP");
        Assert.Equal((100L, 100L), (Client(pair).BytesSent, Server(pair).BytesReceived));
    });

    [Fact]
    public void BothSidesHaveAgreed() => With(pair =>
    {
        MptcpSocket client = Client(pair);
        Assert.Equal((SocketProtocol.Mptcp, SocketState.Established, MptcpFlags.RemoteKeyReceived, 0), (client.Protocol, client.State, client.Flags, client.SubflowsJoined));
    });

    [Fact]
    public void WhatOneSideWritesTheOtherExpects() => With(pair => Poll.UntilEqual<ulong>(() => [Client(pair).WriteSequence!.Value], () => [Server(pair).ReceiveSequence!.Value]));

    [Fact]
    public void ItsSubflowIsTheTcpConnectionOfThesePorts() => With(pair =>
    {
        Needs.Kernel(6, 15, "kernels before it tell ordinary users of no subflow");
        MptcpSocket client = Client(pair);
        TcpInfo subflow = Assert.Single(client.Subflows!);
        Assert.Equal(
            (client.LocalPort, client.RemotePort, client.Inode, client.Token, true),
            (subflow.LocalPort, subflow.RemotePort, subflow.Inode, subflow.Ulp!.Mptcp!.LocalToken, subflow.RttMilliseconds > 0));
    });

    [Fact]
    public void ASubflowAnswersWithTheOwnersOfItsListing() => With(pair =>
    {
        Needs.Kernel(6, 15, "kernels before it tell ordinary users of no subflow");
        MptcpSocket client = Assert.Single(Rows.All<MptcpSocket>(SocketProtocol.Mptcp, pair.Client, owners: true));
        Assert.Equal((OwnerVisibility.Visible, (int?)Environment.ProcessId), (client.Subflows![0].OwnerVisibility, client.Subflows[0].ProcessId));
    });

    [Fact]
    public void AListenerHasNoBookkeepingAndNoSubflow() => With(pair =>
    {
        MptcpSocket listener = Assert.Single(Rows.All<MptcpSocket>(SocketProtocol.Mptcp, Rows.LocalPort(Server(pair).LocalPort), states: SocketState.Listen));
        Assert.Equal((null, null, 0, 0, true), (listener.Token, listener.Flags, listener.Subflows!.Count, listener.AcceptQueue, listener.AcceptQueueLimit > 0));
    });

    [Fact]
    public void OneThatNobodyHasAcceptedIsItsListeners() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var pair = new MptcpPair(accept: false);
        MptcpSocket waiting = Server(pair, owners: true), listener = Assert.Single(Rows.All<MptcpSocket>(SocketProtocol.Mptcp, Rows.LocalPort(waiting.LocalPort), owners: true, states: SocketState.Listen));
        Assert.Equal((true, OwnerVisibility.AwaitingAccept, listener.Owners.ToString(), 1), (waiting.IsAwaitingAccept, waiting.OwnerVisibility, waiting.Owners.ToString(), listener.AcceptQueue));
    });

    [Fact]
    public void ASecondSubflowIsJoined() => OwnNamespace.Inside(() =>
    {
        try { Tool.Output("ip", "mptcp", "limits", "set", "subflow", "2", "add_addr_accepted", "2"); }
        catch (InvalidOperationException e) { Assert.Skip($"It needs an ip that knows MPTCP: {e.Message}."); }
        Tool.Output("ip", "mptcp", "endpoint", "add", "127.0.0.2", "dev", "lo", "subflow");
        using var pair = new MptcpPair();
        Poll.Until(() => Client(pair).Subflows?.Count == 2, "the second subflow has joined");
        MptcpSocket client = Client(pair);
        Assert.Equal((1, "127.0.0.1 127.0.0.2"), (client.SubflowsJoined, string.Join(' ', client.Subflows!.Select(subflow => subflow.LocalAddress).Order(StringComparer.Ordinal))));
    });

    /// <summary>Subflows are sockets of TCP: a listing of both has them twice, told apart by protocol.</summary>
    [Fact]
    public void TcpListsTheSubflowToo() => With(pair => Assert.Equal(Client(pair).Inode, Assert.Single(Rows.Tcp(pair.Client)).Inode));

    /// <summary>Each way of asking; kernels before 5.9 would take the low byte of 262 for TCP.</summary>
    [Fact]
    public void EachWayOfAskingFindsTheSame() => With(pair =>
    {
        using var netlink = DiagSocket.Open();
        var query = new SocketQuery(SocketProtocol.Mptcp) { Filter = pair.Client };
        DumpAttempt[] attempts = [.. Mptcp.Family.Attempts(Mptcp.Family, query, netlink)];
        ulong[] expected = [Client(pair).Cookie!.Value];
        Assert.True(attempts.Length > 1);
        Assert.All(attempts, attempt => Assert.Equal(expected, Dump.Cookies(netlink, attempt, Mptcp.Family)));
        Assert.All(InetRequest.AttemptsByAddressFamily(Mptcp.Family, query, netlink).SelectMany(attempt => attempt.Requests), request => Assert.Equal(0, request.Body[1]));
    });

    [Fact]
    public void EveryRowOfSsIsOneOfOurs() => OwnNamespace.Inside(() =>
    {
        using var pair = new MptcpPair();
        Poll.UntilEqual(
            () => Tool.Output("ss", "-n", "-M", "-a", "-i", "-e", "-H", "-O").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(OfSs).Order(),
            () => Rows.All<MptcpSocket>(SocketProtocol.Mptcp).Select(OfOurs).Order());
    });

    private static string OfSs(string line)
    {
        string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return $"{words[0]} {words[1]} {words[2]} {words[3]} {words[4]} {Value("ino:")} {Hex("sk:")} {Value("subflows_max:")} {Array.Exists(words, word => word == "remote_key")} {Hex("token:")} {Hex("write_seq:")} {Hex("snd_una:")} {Hex("rcv_nxt:")}";

        string? Value(string name) => words.SingleOrDefault(word => word.StartsWith(name))?[name.Length..];
        ulong? Hex(string name) => Value(name) is string digits ? ulong.Parse(digits, NumberStyles.HexNumber) : null;
    }

    private static string OfOurs(MptcpSocket row)
    {
        string state = row.State == SocketState.Listen ? "LISTEN" : "ESTAB", remote = row.RemotePort == 0 ? $"{row.RemoteAddress}:*" : $"{row.RemoteAddress}:{row.RemotePort}";
        return $"{state} {row.AcceptQueue ?? row.ReceiveQueue} {row.AcceptQueueLimit ?? row.SendQueue} {row.LocalAddress}:{row.LocalPort} {remote} {row.Inode ?? 0} {row.Cookie} {row.SubflowsJoinedLimit} {row.Flags?.HasFlag(MptcpFlags.RemoteKeyReceived) is true} {row.Token} {row.WriteSequence} {row.UnacknowledgedSequence} {row.ReceiveSequence}";
    }

    private static void With(Action<MptcpPair> judge) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using var pair = new MptcpPair();
        judge(pair);
    });

    private static MptcpSocket Client(MptcpPair pair) => Assert.Single(Rows.All<MptcpSocket>(SocketProtocol.Mptcp, pair.Client));

    private static MptcpSocket Server(MptcpPair pair, bool owners = false) => Assert.Single(Rows.All<MptcpSocket>(SocketProtocol.Mptcp, pair.Server, owners));
}
