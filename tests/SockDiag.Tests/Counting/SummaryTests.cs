using System.Net;
using SockDiag.Tests.Live;
using SockDiag.Tests.Live.Connections;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Counting;

/// <summary>Summaries of a namespace, against its sockets and against the kernel's own counts, over sockets of every kind.</summary>
public class SummaryTests(Crowd crowd) : IClassFixture<Crowd>
{
    private const int IPPROTO_UDPLITE = 136;

    public static TheoryData<SocketProtocol> Protocols { get; } = [SocketProtocol.Tcp, SocketProtocol.Udp];

    [Theory, MemberData(nameof(Protocols))]
    public void EveryStateIsCountedAsItIsListed(SocketProtocol protocol) => WithAll(() => Poll.UntilEqual(
        () => { ILookup<SocketState, InetSocket> rows = Summaries.Rows.Where(row => row.Protocol == protocol).ToLookup(row => row.State); return Summaries.States.Select(state => (state, rows[state].Count())); },
        () => { SocketSummary summary = Summaries.All()[$"{protocol}"]; return Summaries.States.Select(state => (state, (int)(summary.Of(state) ?? 0))); }));

    [Theory, MemberData(nameof(Protocols))]
    public void TotalAndFamiliesAreCountedAsTheyAreListed(SocketProtocol protocol) => WithAll(() => Poll.UntilEqual<long?>(
        () =>
        {
            InetSocket[] rows = [.. Summaries.Rows.Where(row => row.Protocol == protocol)];
            return [rows.Length, rows.Count(row => row.AddressFamily == SocketAddressFamily.IPv4), rows.Count(row => row.AddressFamily == SocketAddressFamily.IPv6)];
        },
        () => { SocketSummary summary = Summaries.All()[$"{protocol}"]; return [summary.Total, summary.IPv4, summary.IPv6]; }));

    [Fact]
    public void StatesThatAProtocolDoesNotHaveAreNull() => crowd.Enter(() =>
    {
        Assert.Equal([SocketState.Unconnected], Summaries.States.Where(state => Summaries.Tcp.Of(state) is null));
        Assert.Equal([SocketState.Established, SocketState.Unconnected], Summaries.States.Where(state => Summaries.Udp.Of(state) is not null));
        Assert.All(Summaries.All().Where(row => row.Key is not ("Tcp" or "Udp")), row => Assert.All(Summaries.States, state => Assert.Null(row.Value.Of(state))));
    });

    [Fact]
    public void TheKernelsOwnCountsAreThoseOfSockstat() => WithAll(() => Poll.UntilEqual<long?>(
        () =>
        [
            Summaries.SockStat("TCP", "inuse") + Summaries.SockStat("TCP6", "inuse", "sockstat6"), Summaries.SockStat("TCP", "tw"), Summaries.SockStat("TCP", "orphan"), Summaries.SockStat("TCP", "alloc"),
            Summaries.SockStat("TCP", "mem") * Environment.SystemPageSize, Summaries.SockStat("UDP", "inuse") + Summaries.SockStat("UDP6", "inuse", "sockstat6"), Summaries.SockStat("UDP", "mem") * Environment.SystemPageSize,
        ],
        () =>
        {
            Dictionary<string, SocketSummary> all = Summaries.All();
            (SocketSummary tcp, SocketSummary udp) = (all["Tcp"], all["Udp"]);
            return [tcp.InUseByKernel, tcp.TimeWaitByKernel, tcp.OrphanedMachineWide, tcp.AllocatedMachineWide, tcp.MemoryBytesMachineWide, udp.InUseByKernel, udp.MemoryBytesMachineWide];
        }));

    /// <summary>What no program holds is not in use, nor what is only bound.</summary>
    [Fact]
    public void SocketsInUseAreThoseOfTheTables() => WithAll(() => Poll.UntilEqual<long?>(
        () => [Rows.Tcp().Count(row => !Summaries.IsRecord(row) && row.State != SocketState.BoundInactive), Rows.Udp().Length],
        () => [Summaries.Tcp.InUseByKernel, Summaries.Udp.InUseByKernel]));

    [Fact]
    public void TheKernelsEstablishedAndTimeWaitAreThoseOfOneMoreState() => WithAll(() => Poll.UntilEqual<long?>(
        () => [Rows.Tcp().Count(row => row.State is SocketState.Established or SocketState.CloseWait), Rows.Tcp().Count(row => row.Timer == SocketTimer.TimeWait)],
        () => [Summaries.Tcp.EstablishedByKernel, Summaries.Tcp.TimeWaitByKernel]));

    [Fact]
    public void WhereSsIsRightItSaysTheSame() => WithAll(() => Poll.UntilEqual<long?>(SsSummary, () =>
    {
        Dictionary<string, SocketSummary> all = Summaries.All();
        (SocketSummary tcp, SocketSummary udp, SocketSummary raw, SocketSummary fragments) = (all["Tcp"], all["Udp"], all["Raw"], all["Fragments"]);
        return [tcp.EstablishedByKernel, tcp.TimeWaitByKernel, tcp.InUseByKernel, udp.InUseByKernel, raw.Total, raw.IPv4, raw.IPv6, fragments.Total];
    }));

    /// <summary>A CLOSE-WAIT is in no use, and a FIN-WAIT-2 whose program has gone does not rest yet.</summary>
    [Fact]
    public void WhereOursAndTheKernelsCountsDifferBothAreThere() => OwnNamespace.Inside(() =>
    {
        Needs.Kernel(6, 10, "kernels before it count ESTABLISHED alone");
        using Connection halfClosed = Connection.OverIPv4(), abandoned = Connection.OverIPv4();
        halfClosed.Client.ShutdownSend();
        abandoned.Client.Dispose();
        Poll.Until(() => Summaries.Tcp is { CloseWait: 2, FinWait2: 2 }, "both FINs came");
        SocketSummary tcp = Summaries.Tcp;
        Assert.Equal((0L, 2L, 2L), (tcp.Established, tcp.CloseWait, tcp.EstablishedByKernel));
        Assert.Equal((0L, 2L, 1L), (tcp.TimeWait, tcp.FinWait2, tcp.TimeWaitByKernel));
    });

    [Fact]
    public void LimitsAreThisNamespaces() => OwnNamespace.Inside(() =>
    {
        Sysctl.Write("net/ipv4/tcp_max_tw_buckets", "4321");
        Sysctl.Write("net/ipv4/ip_local_port_range", "40001 50003");
        SocketSummary tcp = Summaries.Tcp, udp = Summaries.Udp;
        Assert.Equal((4321L, 40001L, 50003L), (tcp.TimeWaitLimit, tcp.FirstLocalPort, tcp.LastLocalPort));
        Assert.Equal((null, 40001L, 50003L), (udp.TimeWaitLimit, udp.FirstLocalPort, udp.LastLocalPort));
    });

    /// <summary>They are shown where the machine started, and in no namespace made later.</summary>
    [Fact]
    public void LimitsOfTheMachineAreItsSettings()
    {
        long?[] orphans = [.. Summaries.Setting("net/ipv4/tcp_max_orphans")], tcp = Bytes(Summaries.Setting("net/ipv4/tcp_mem")), udp = Bytes(Summaries.Setting("net/ipv4/udp_mem"));
        Assert.Equal(
            [orphans.FirstOrDefault(), tcp.ElementAtOrDefault(1), tcp.ElementAtOrDefault(2), udp.ElementAtOrDefault(1), udp.ElementAtOrDefault(2)],
            [Summaries.Tcp.OrphanedLimitMachineWide, Summaries.Tcp.MemoryPressureBytesMachineWide, Summaries.Tcp.MemoryLimitBytesMachineWide, Summaries.Udp.MemoryPressureBytesMachineWide, Summaries.Udp.MemoryLimitBytesMachineWide]);

        static long?[] Bytes(long[] pages) => [.. pages.Select(number => (long?)(number * Environment.SystemPageSize))];
    }

    [Theory]
    [InlineData("Raw", "IPv4")]
    [InlineData("Raw", "IPv6")]
    [InlineData("UdpLite", "IPv4")]
    [InlineData("Unix", null)]
    [InlineData("Netlink", null)]
    [InlineData("Packet", null)]
    public void WhatTheKernelOnlyCountsIsCounted(string protocol, string? family) => OwnNamespace.Inside(() =>
    {
        Assert.SkipUnless(Summaries.All().TryGetValue(protocol, out SocketSummary? before), $"This kernel counts no {protocol} sockets.");
        int[] made = [.. Enumerable.Range(0, 3).Select(_ => Make(protocol, family))];
        SocketSummary after = Summaries.All()[protocol];
        foreach (int descriptor in made) _ = close(descriptor);
        Assert.Equal(3, after.Total - before.Total);
        Assert.Equal(
            family switch { "IPv4" => (3L, 0L), "IPv6" => (0L, 3L), _ => ((long?)null, (long?)null) },
            (after.IPv4 - before.IPv4, after.IPv6 - before.IPv6));
    });

    [Fact]
    public void FragmentsThatWaitForTheirRestAreCounted() => OwnNamespace.Inside(() =>
    {
        SendFragment();
        Poll.Until(() => Summaries.All()["Fragments"].Total == 1, "the fragment waits");
        SocketSummary fragments = Summaries.All()["Fragments"];
        Assert.Equal((1L, 1L, 0L), (fragments.Total, fragments.IPv4, fragments.IPv6));
        Assert.InRange(fragments.MemoryBytesMachineWide!.Value, 64, 1 << 16); // one packet's, in bytes
    });

    [Fact]
    public void ProtocolsThatAreListedComeFirst() => crowd.Enter(() =>
        Assert.Equal(["Tcp", "Udp", "Raw", "Fragments", "Unix", "Netlink", "Packet"], Summaries.All().Keys.Where(name => name != "UdpLite"))); // which newer kernels lack

    [Fact]
    public void AProtocolThatIsAskedForAloneComesAlone() => crowd.Enter(() => Assert.Equal(["Udp"], Summaries.All(new(SocketProtocol.Udp)).Keys));

    public static TheoryData<string> Selections { get; } = ["States", "Listening", "AddressFamily", "Filter", "ProcessIds"];

    [Theory, MemberData(nameof(Selections))]
    public void WhatTheKernelCountsIsNotPutBesideASelection(string selection) => crowd.Enter(() =>
    {
        Dictionary<string, SocketSummary> all = Summaries.All(Selecting(selection));
        Assert.Equal(["Tcp", "Udp"], all.Keys);
        Assert.All(all.Values, row => Assert.All(
            typeof(SocketSummary).GetProperties().Where(property => property.Name.EndsWith("ByKernel") || property.Name.EndsWith("MachineWide") || property.Name.Contains("Limit") || property.Name.EndsWith("LocalPort")),
            property => Assert.Null(property.GetValue(row))));
    });

    [Theory, MemberData(nameof(Selections))]
    public void ASelectionIsCounted(string selection) => crowd.Enter(() => Poll.UntilEqual(
        () =>
        {
            ILookup<SocketProtocol, Socket> rows = SocketTable.Read(Selecting(selection), TestContext.Current.CancellationToken).ToLookup(row => row.Protocol);
            return ((SocketProtocol[])[SocketProtocol.Tcp, SocketProtocol.Udp]).Select(protocol => (long?)rows[protocol].Count());
        },
        () => Summaries.All(Selecting(selection)).Values.Select(row => row.Total)));

    /// <summary>A sandbox may hide it.</summary>
    [Fact]
    public void WithoutSockstatTheListStillCounts() => WithAll(() =>
    {
        using var empty = new RecordedProc();
        Dictionary<string, SocketSummary>? all = null;
        bool isComplete = true;
        Poll.UntilEqual<long?>(
            () => [Rows.Tcp().Length, Rows.Udp().Length],
            () => { all = Summaries.All(new(SocketProtocol.Tcp, SocketProtocol.Udp) { ProcRoot = empty.Root }, out isComplete); return all.Values.Select(row => row.Total); });
        Assert.False(isComplete);
        Assert.All(typeof(SocketSummary).GetProperties().Where(property => property.Name.EndsWith("ByKernel") || property.Name.EndsWith("MachineWide") || property.Name.Contains("Limit")),
            property => Assert.Null(property.GetValue(all!["Tcp"])));
    });

    [Fact]
    public void WithSockstatTheAnswerIsComplete() => crowd.Enter(() =>
    {
        Summaries.All(new(SocketProtocol.Tcp, SocketProtocol.Udp), out bool isComplete);
        Assert.True(isComplete);
    });

    [Fact]
    public void NumbersOfAnotherMachineComeWithTheirUnits() => crowd.Enter(() =>
    {
        using RecordedProc proc = Recorded().With("thread-self/net/sockstat6", "TCP6: inuse 3\nUDP6: inuse 30\nUDPLITE6: inuse 1\nRAW6: inuse 2\nFRAG6: inuse 6 memory 600\n");
        Dictionary<string, SocketSummary> all = Summaries.All(new(SocketProtocol.Tcp, SocketProtocol.Udp) { ProcRoot = proc.Root });
        long page = Environment.SystemPageSize;
        SocketSummary tcp = all["Tcp"];
        Assert.Equal(
            (10L, 77L, 9L, 1000L, 8L, 2000L, 11L, 12 * page, 40 * page),
            (tcp.InUseByKernel, tcp.EstablishedByKernel, tcp.TimeWaitByKernel, tcp.TimeWaitLimit, tcp.OrphanedMachineWide, tcp.OrphanedLimitMachineWide, tcp.AllocatedMachineWide, tcp.MemoryBytesMachineWide, tcp.MemoryLimitBytesMachineWide));
        Assert.Equal((30 * page, 32768L, 60999L), (tcp.MemoryPressureBytesMachineWide, tcp.FirstLocalPort, tcp.LastLocalPort));
        Assert.Equal((33L, 4 * page, null), (all["Udp"].InUseByKernel, all["Udp"].MemoryBytesMachineWide, all["Udp"].MemoryLimitBytesMachineWide));
        Assert.Equal((6L, 5L, 1L), (all["UdpLite"].Total, all["UdpLite"].IPv4, all["UdpLite"].IPv6));
        Assert.Equal((8L, 6L, 2L), (all["Raw"].Total, all["Raw"].IPv4, all["Raw"].IPv6));
        Assert.Equal((13L, 1300L), (all["Fragments"].Total, all["Fragments"].MemoryBytesMachineWide));
        Assert.Equal(2, all["Unix"].Total);
        Assert.DoesNotContain("Netlink", all.Keys);
    });

    [Fact]
    public void AMachineWithoutIPv6HasItsIPv4Sockets() => crowd.Enter(() =>
    {
        using RecordedProc proc = Recorded();
        Dictionary<string, SocketSummary> all = Summaries.All(new(SocketProtocol.Tcp, SocketProtocol.Udp) { ProcRoot = proc.Root });
        Assert.Equal((7L, 3L, 5L, 6L, 7L), (all["Tcp"].InUseByKernel, all["Udp"].InUseByKernel, all["UdpLite"].Total, all["Raw"].Total, all["Fragments"].Total));
    });

    private static RecordedProc Recorded() => new RecordedProc()
        .With("thread-self/net/sockstat", "sockets: used 99\nTCP: inuse 7 orphan 8 tw 9 alloc 11 mem 12\nUDP: inuse 3 mem 4\nUDPLITE: inuse 5\nRAW: inuse 6\nFRAG: inuse 7 memory 700\n")
        .With("thread-self/net/snmp", "Ip: Forwarding DefaultTTL\nIp: 1 64\nTcp: RtoAlgorithm MaxConn NewField CurrEstab InSegs\nTcp: 1 -1 5 77 12345678901\n")
        .With("thread-self/net/unix", "Num RefCount\nfirst\nsecond\n")
        .With("sys/net/ipv4/tcp_max_tw_buckets", "1000\n")
        .With("sys/net/ipv4/tcp_max_orphans", "2000\n")
        .With("sys/net/ipv4/tcp_mem", "20\t30\t40\n")
        .With("sys/net/ipv4/ip_local_port_range", "32768\t60999\n");

    private static SocketQuery Selecting(string selection)
    {
        SocketProtocol[] both = [SocketProtocol.Tcp, SocketProtocol.Udp];
        return selection switch
        {
            "States" => new(both) { States = SocketState.Established },
            "Listening" => new(both) { Listening = true },
            "AddressFamily" => new(both) { AddressFamily = SocketAddressFamily.IPv4 },
            "Filter" => new(both) { Filter = Rows.Addresses(EndpointSide.Local, "127.0.0.0/8") },
            _ => new(both) { ProcessIds = [Environment.ProcessId] },
        };
    }

    /// <summary>estab, timewait, then what the table below has of TCP, UDP, RAW (in all, IPv4, IPv6) and FRAG.</summary>
    private static IEnumerable<long?> SsSummary()
    {
        string[] lines = Tool.Output("ss", "-s").Split('\n');
        string[] words = lines.Single(line => line.StartsWith("TCP:")).Split(' ', '(', ',', ')');
        yield return long.Parse(words[Array.IndexOf(words, "estab") + 1]);
        yield return long.Parse(words[Array.IndexOf(words, "timewait") + 1]);
        yield return Row("TCP")[0];
        yield return Row("UDP")[0];
        foreach (long number in Row("RAW")) yield return number;
        yield return Row("FRAG")[0];

        long[] Row(string name) => [.. lines.Single(line => line.StartsWith(name + '\t')).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(long.Parse)];
    }

    private static int Make(string protocol, string? family)
    {
        int domain = family == "IPv6" ? AF_INET6 : AF_INET;
        int descriptor = protocol switch
        {
            "Raw" => socket(domain, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_UDP),
            "UdpLite" => socket(domain, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDPLITE),
            "Unix" => socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0),
            "Netlink" => socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0),
            _ => socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
        };
        Assert.SkipWhen(descriptor < 0, $"This kernel has no {protocol} sockets.");
        if (protocol == "UdpLite") Bind(descriptor, [(byte)AF_INET, .. new byte[15]]);
        if (protocol == "Netlink") Bind(descriptor, [(byte)AF_NETLINK, .. new byte[11]]);
        return descriptor;
    }

    /// <summary>To an end that the kernel chooses.</summary>
    private static unsafe void Bind(int descriptor, byte[] any)
    {
        fixed (byte* address = any) Errors.Check(bind(descriptor, (sockaddr*)address, any.Length), "bind");
    }

    /// <summary>The first of two: the second never comes.</summary>
    private static unsafe void SendFragment()
    {
        const int IPPROTO_RAW = 255;
        byte[] packet = [0x45, 0, 0, 0, 0x12, 0x34, 0x20 /* more follow */, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1, .. new byte[64]];
        SocketAddress loopback = new IPEndPoint(IPAddress.Loopback, 0).Serialize();
        int raw = Errors.Check(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW), "socket");
        fixed (byte* start = packet, address = loopback.Buffer.Span) Errors.Check((long)sendto(raw, start, packet.Length, 0, (sockaddr*)address, loopback.Size), "sendto");
        _ = close(raw);
    }

    /// <summary>Where all sockets are the crowd's: a summary of everything is compared.</summary>
    private void WithAll(Action judge) => crowd.Enter(() =>
    {
        Assert.SkipUnless(crowd.IsAlone, "It counts every socket there is, which takes a network namespace of its own (root).");
        judge();
    });
}
