using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Netlink;
using SockDiag.Tests.Wire;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Netlink;

/// <summary>The rules of one dump, over real descriptors.</summary>
public sealed unsafe partial class DiagSocketTests : IDisposable
{
    private const int SigUsr2 = 12;
    private const int NetlinkSockDiag = 4;
    private const int NetlinkAddMembership = 1;
    private static readonly KernelRequest _request = new(18, new byte[60]);

    // Never taken back: the runtime hands a signal on later, and one without a handler ends the process.
    private static readonly PosixSignalRegistration _handler = PosixSignalRegistration.Create((PosixSignal)SigUsr2, context => context.Cancel = true);

    private readonly PlayedKernel _kernel = new();
    private DumpGap _gap;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void ARequestIsAHeaderWithTheFlagsOfADumpAndItsBody()
    {
        _kernel.Say(NetlinkBytes.DoneMessage(sequence: 1));

        Assert.Empty(Sockets(_kernel.Netlink, new KernelRequest(20, [1, 2, 3, 4]), Tcp.Family));

        Assert.Equal("14000000 1400 0103 01000000 00000000 01020304".Replace(" ", ""), Hex.Text(_kernel.Hear()));
    }

    [Fact]
    public void EachDumpHasASequenceOfItsOwn()
    {
        _kernel.Say(NetlinkBytes.DoneMessage(sequence: 1));
        Assert.Empty(Ports());
        _kernel.Say(NetlinkBytes.DoneMessage(errno: 2, sequence: 1)); // late: of the dump before
        _kernel.Say(Record(80, sequence: 2), Record(443, sequence: 2));
        _kernel.Say(NetlinkBytes.DoneMessage(sequence: 2));

        Assert.Equal([80, 443], Ports());
    }

    [Fact]
    public void AnAnswerOfManyDatagramsComesInOrder()
    {
        for (int i = 0; i < 100; i++) _kernel.Say(Record(i), Record(1000 + i));
        _kernel.Say(NetlinkBytes.DoneMessage());

        Assert.Equal(Enumerable.Range(0, 100).SelectMany(i => new[] { i, 1000 + i }), Ports());
        Assert.Equal(DumpGap.None, _gap);
    }

    [Fact]
    public void ASignalWhileWaitingLosesNothing()
    {
        Assert.NotNull(_handler);
        int[] ports = [];
        Exception? failure = null;
        int threadId = 0;
        var reader = new Thread(() =>
        {
            Volatile.Write(ref threadId, gettid());
            failure = Xunit.Record.Exception(() => ports = Ports());
        });
        reader.Start();
        Deadline.Until("started", () => Volatile.Read(ref threadId) != 0);
        _kernel.Hear();
        for (int i = 0; i < 3; i++)
        {
            long sleeps = 0;
            Deadline.Until("waiting in recvmmsg", () => IsReceiving(threadId, out sleeps));
            Assert.Equal(0, tgkill(Environment.ProcessId, threadId, SigUsr2));
            Deadline.Until("waiting again", () => !reader.IsAlive || (IsReceiving(threadId, out long now) && now > sleeps));
            Assert.Null(failure);
        }
        _kernel.Say(Record(80));
        _kernel.Say(NetlinkBytes.DoneMessage());

        Assert.True(reader.Join(TimeSpan.FromSeconds(20)), "The reader hangs.");
        Assert.Null(failure);
        Assert.Equal([80], ports);
        Assert.Equal(DumpGap.None, _gap);
    }

    [Fact]
    public void OfADatagramLongerThanTheBufferTheWholeRecordsAreKept()
    {
        const int sent = 400, recordLength = 88;
        _kernel.Say([.. Enumerable.Range(0, sent).Select(i => Record(i))]);
        _kernel.Say(NetlinkBytes.DoneMessage());

        Assert.Equal(Enumerable.Range(0, 32 * 1024 / recordLength), Ports());
        Assert.Equal(DumpGap.Truncated, _gap);
    }

    [Fact]
    public void AnAnswerThatDoesNotEndIsAnErrorAfterAWhile()
    {
        var watch = Stopwatch.StartNew();
        _kernel.Say(Record(80));
        var ports = new List<int>();

        var error = Assert.Throws<KernelRefusedException>(() =>
        {
            foreach (int port in Sockets().Select(socket => socket.LocalPort)) ports.Add(port);
        });

        Assert.Equal([80], ports);
        Assert.Equal(EAGAIN, error.Errno);
        Assert.InRange(watch.Elapsed.TotalSeconds, 4, 20);
    }

    [Fact]
    public void AnErrorBehindRecordsComesAfterThem()
    {
        _kernel.Say(Record(80));
        _kernel.Say(NetlinkBytes.ErrorMessage(EPERM));
        var ports = new List<int>();

        var error = Assert.Throws<KernelRefusedException>(() =>
        {
            foreach (int port in Sockets().Select(socket => socket.LocalPort)) ports.Add(port);
        });

        Assert.Equal([80], ports);
        Assert.True(error.IsPermissionDenied);
    }

    [Fact]
    public void DamageBehindRecordsComesAfterThem()
    {
        _kernel.Say(Record(80));
        _kernel.Say(Record(443), Record(22)[..50]);
        _kernel.Say(NetlinkBytes.DoneMessage());
        var ports = new List<int>();

        Assert.Throws<MalformedMessageException>(() =>
        {
            foreach (int port in Sockets().Select(socket => socket.LocalPort)) ports.Add(port);
        });

        Assert.Equal([80, 443], ports);
    }

    /// <summary>Who asks another way where this one is refused, must hear of it at the first step.</summary>
    [Fact]
    public void ARefusalComesBeforeAnythingElse()
    {
        using var netlink = DiagSocket.Open();
        using IEnumerator<DatagramBatch> answer = netlink.Dump(new KernelRequest(20, [2]), SocketProtocol.Tcp, Gap).GetEnumerator();

        Assert.Throws<KernelRefusedException>(() => answer.MoveNext());
    }

    [Fact]
    public void TheKernelsRefusalOfARealRequestIsAnError()
    {
        using var netlink = DiagSocket.Open();

        var error = Assert.Throws<KernelRefusedException>(() => netlink.Dump(new KernelRequest(20, [2]), SocketProtocol.Tcp, Gap).Count());

        Assert.Equal((EINVAL, SocketProtocol.Tcp), (error.Errno, error.Protocol));
    }

    /// <summary>Events of closed sockets fill a small receive buffer: the kernel drops the next ones and says so in the middle of our dump.</summary>
    [Fact]
    public void WhereTheKernelsBufferOverflowsAllRowsAreThereAndTheGapIsTold()
    {
        using var kept = new System.Net.Sockets.Socket(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, ProtocolType.Udp);
        kept.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)kept.LocalEndPoint!).Port;
        KernelRequest udp = new(20, [2, 17, 0, 0, .. BitConverter.GetBytes(1 << 7), .. new byte[48]]);
        int descriptor = OpenSockDiag();
        using var netlink = new DiagSocket(descriptor);
        Assert.Single(Sockets(netlink, udp, Udp.Family), socket => socket.LocalPort == port); // it has a port id now, and a row in /proc
        SetOption(descriptor, SOL_SOCKET, SO_RCVBUF, 2304);
        SetOption(descriptor, SOL_NETLINK, NetlinkAddMembership, 2); // SKNLGRP_INET_UDP_DESTROY
        for (int i = 0; i < 500; i++)
        {
            using var closed = new System.Net.Sockets.Socket(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, ProtocolType.Udp);
            closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }
        Deadline.Until("an event lost", () => LostEvents(descriptor) > 0);

        InetSocket[] sockets = [.. Sockets(netlink, udp, Udp.Family)];

        Assert.Single(sockets, socket => socket.LocalPort == port);
        Assert.Equal(DumpGap.Overflow, _gap);
    }

    [Fact]
    public void WhatAnotherProgramSendsIsNoAnswer()
    {
        Assert.SkipUnless(geteuid() == 0, "Only root may send from one NETLINK_SOCK_DIAG socket to another.");
        int descriptor = OpenSockDiag(), other = OpenSockDiag();
        using var netlink = new DiagSocket(descriptor);
        using var forger = new DiagSocket(other);
        _ = netlink.Dump(_request, SocketProtocol.Tcp, Gap).Count(); // it has a port id now, and the next sequence is 2
        sockaddr_nl victim = new() { nl_family = (ushort)AF_NETLINK };
        socklen_t length = sizeof(sockaddr_nl);
        Assert.Equal(0, getsockname(descriptor, (sockaddr*)&victim, &length));
        byte[] forged = NetlinkBytes.DoneMessage(errno: EPERM, sequence: 2);
        fixed (byte* start = forged) Assert.Equal(forged.Length, (long)sendto(other, start, forged.Length, 0, (sockaddr*)&victim, sizeof(sockaddr_nl)));

        Assert.Null(Xunit.Record.Exception(() => netlink.Dump(_request, SocketProtocol.Tcp, Gap).Count()));
    }

    private struct sockaddr_nl
    {
        public ushort nl_family, nl_pad;
        public uint nl_pid, nl_groups;
    }

    private static byte[] Record(int port, uint sequence = 1) => new InetAnswer { LocalPort = (ushort)port }.Message(sequence: sequence);

    private void Gap(DumpGap gap) => _gap |= gap;

    private int[] Ports() => [.. Sockets().Select(socket => socket.LocalPort)];

    private IEnumerable<InetSocket> Sockets() => Sockets(_kernel.Netlink, _request, Tcp.Family);

    private IEnumerable<InetSocket> Sockets(DiagSocket netlink, KernelRequest request, Family family)
    {
        var reading = new RecordReading(new Origin());
        foreach (DatagramBatch batch in netlink.Dump(request, family.Protocol, Gap))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                foreach (Socket socket in SocketTable.Sockets(batch[i], family, reading)) yield return (InetSocket)socket;
            }
            batch.Dispose();
        }
    }

    private static int OpenSockDiag()
    {
        int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NetlinkSockDiag);
        Assert.True(descriptor >= 0, "There is no NETLINK_SOCK_DIAG.");
        return descriptor;
    }

    private static void SetOption(int descriptor, int level, int option, int value) => Assert.Equal(0, setsockopt(descriptor, level, option, &value, sizeof(int)));

    /// <summary>How many messages the kernel could not put into a netlink socket's buffer.</summary>
    private static int LostEvents(int descriptor)
    {
        const int drops = 8, inode = 9;
        string ours = new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget!["socket:[".Length..^1];
        return File.ReadLines("/proc/thread-self/net/netlink")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[inode] == ours)
            .Select(columns => int.Parse(columns[drops]))
            .Single();
    }

    /// <summary>Whether a thread sleeps in recvmsg, and how often it went to sleep so far.</summary>
    private static bool IsReceiving(int threadId, out long sleeps)
    {
        int recvmmsg = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 243 : 299;
        string[] status = File.ReadAllLines($"/proc/self/task/{threadId}/status");
        sleeps = long.Parse(status.Single(line => line.StartsWith("voluntary_ctxt_switches:")).Split('\t')[1]);
        return File.ReadAllText($"/proc/self/task/{threadId}/syscall").StartsWith($"{recvmmsg} ");
    }

    [LibraryImport("libc.so.6")]
    private static partial int gettid();

    [LibraryImport("libc.so.6")]
    private static partial int tgkill(int process, int thread, int signal);
}
