using System.Net;
using CsCheck;
using SockDiag.Families;
using SockDiag.Filtering;

namespace SockDiag.Tests.Live;

/// <summary>The kernel with a compiled program and the evaluator keep the same sockets.</summary>
public class FilterAgreementTests(Crowd crowd) : IClassFixture<Crowd>
{
    private const int Trees = 400;

    [Theory, InlineData(SocketProtocol.Tcp), InlineData(SocketProtocol.Udp)]
    public void KernelAndEvaluatorKeepTheSameSockets(SocketProtocol protocol)
    {
        Family family = Family.Of(protocol);
        Filters(All(family)).Sample(filter =>
        {
            Assert.Null(KernelShare.Of(filter).Rest); // the kernel decides it all
            AssertAgreement(filter, family);
        }, iter: Trees, threads: 1, print: filter => filter.ToString());
    }

    /// <summary>A filter is divided where only some of it can be decided by the kernel: the parts together are the whole.</summary>
    [Theory, InlineData(SocketProtocol.Tcp), InlineData(SocketProtocol.Udp)]
    public void TheKernelsShareAndTheRestAreTheWholeFilter(SocketProtocol protocol)
    {
        Family family = Family.Of(protocol);
        InetSocket[] sockets = All(family);
        Gen<SocketFilter> decidedHere = Gen.OneOf<SocketFilter>(
            Some(sockets.Select(socket => socket.Cookie!.Value)).Select(cookies => (SocketFilter)new SocketFilter.Cookie(cookies)),
            Some(sockets.Select(socket => (uint)(socket.Inode ?? 1))).Select(inodes => (SocketFilter)new SocketFilter.Inode(inodes)),
            Some<uint>([1, Tmds.Linux.LibC.geteuid()]).Select(users => (SocketFilter)new SocketFilter.User(users)),
            Some(Enum.GetValues<BindScope>()).Select(scopes => (SocketFilter)new SocketFilter.Scope(scopes)));
        Gen.Select(Filters(sockets), decidedHere, Gen.Int[0, 3], (left, right, how) => how switch
        {
            0 => new SocketFilter.And(left, right),
            1 => new SocketFilter.And(new SocketFilter.Not(right), left),
            2 => new SocketFilter.Or(left, right),
            _ => (SocketFilter)new SocketFilter.And(left, new SocketFilter.Or(right, left)),
        }).Sample(filter => AssertAgreement(filter, family), iter: Trees / 4, threads: 1, print: filter => filter.ToString());
    }

    /// <summary>Between two dumps of everything, so that what opens, changes and closes beside on a loopback that others use too does not count.</summary>
    private void AssertAgreement(SocketFilter filter, Family family)
    {
        InetSocket[] before = All(family);
        ulong[][] kept = [.. Dump.CookiesOfEachAttempt(crowd.Netlink, new SocketQuery(family.Protocol) { Filter = filter }, family)];
        HashSet<ulong> stable = [.. before.Select(AsItIs).Intersect(All(family).Select(AsItIs)).Select(socket => socket.Cookie)];
        ulong[] expected = [.. before.Where(socket => filter.Matches(in socket.Record)).Select(socket => socket.Cookie!.Value).Where(stable.Contains).Order()];
        Assert.All(kept, cookies => Assert.Equal(expected, cookies.Where(stable.Contains)));
    }

    /// <summary>A connection keeps its cookie when it goes into TIME-WAIT, and loses its user, cgroup and inode.</summary>
    private static (ulong Cookie, SocketState State, long? Inode) AsItIs(InetSocket socket) => (socket.Cookie!.Value, socket.State, socket.Inode);

    private InetSocket[] All(Family family) =>
        [.. Dump.Sockets(crowd.Netlink, family.Attempts(family, new SocketQuery(family.Protocol), crowd.Netlink).First(), family)];

    /// <summary>Trees over what the sockets have and what lies beside it.</summary>
    private Gen<SocketFilter> Filters(InetSocket[] sockets)
    {
        Gen<EndpointSide> side = Gen.Enum<EndpointSide>();
        Gen<int> port = Gen.Select(Gen.OneOf(sockets.SelectMany(socket => (int[])[socket.LocalPort, socket.RemotePort]).Append(PortRange.Largest).Distinct().ToArray()), Gen.Int[-1, 1],
            (known, beside) => Math.Clamp(known + beside, 0, PortRange.Largest));
        Gen<SocketFilter> ports = Gen.Select(side, Gen.Select(port, port, (one, other) => new PortRange(Math.Min(one, other), Math.Max(one, other))).Array[0, 6], port.Array[0, 3],
            (side, ranges, single) => (SocketFilter)new SocketFilter.Port(side, new PortSet([.. ranges, .. single.Select(each => new PortRange(each))])));

        IPAddress[] known =
        [
            .. sockets.SelectMany(socket => (string[])[socket.LocalAddress, socket.RemoteAddress]).Select(text => IPAddress.Parse(text.Split('%')[0])).Distinct(),
            IPAddress.Parse("::ffff:127.0.0.1"), IPAddress.Parse("fe80::1"), IPAddress.Parse("126.0.0.1"),
        ];
        Gen<AddressPrefix> prefix = Gen.Select(Gen.OneOf(known), Gen.Int[0, 128], (address, length) => new AddressPrefix(address, Math.Min(length, address.GetAddressBytes().Length * 8)));
        Gen<SocketFilter> addresses = Gen.Select(side, prefix.Array[0, 4], (side, prefixes) => (SocketFilter)new SocketFilter.Address(side, new AddressSet(prefixes)));

        Gen<SocketFilter> interfaces = Some((int[])[0, 1, 77]).Select(indexes => (SocketFilter)new SocketFilter.Interface(indexes));
        Gen<SocketFilter> cgroups = Some(sockets.Select(socket => socket.Record.CgroupId).Append(0UL).Append(77UL).Distinct()).Select(ids => (SocketFilter)new SocketFilter.Cgroup(ids));
        Gen<uint> mark = Gen.OneOf(sockets.Select(socket => (uint)(socket.Mark ?? 0)).Append(0xffu).Distinct().ToArray());
        Gen<SocketFilter> marks = Gen.Select(mark, Gen.OneOf<uint>(mark, Gen.OneOf(0u, 0xf0u, uint.MaxValue)), (value, mask) => new MaskedMark(value, mask)).Array[0, 4].Select(several => (SocketFilter)new SocketFilter.Mark(new MarkSet(several)));

        // The kernel tells marks to those alone who may set them.
        Gen<SocketFilter> leaf = crowd.IsAlone ? Gen.OneOf<SocketFilter>(ports, addresses, interfaces, cgroups, marks) : Gen.OneOf<SocketFilter>(ports, addresses, interfaces, cgroups);
        return Gen.Recursive<SocketFilter>((depth, self) => depth >= 5
            ? leaf
            : Gen.Frequency(
                (2, leaf),
                (2, Gen.Select(self, self, (left, right) => (SocketFilter)new SocketFilter.And(left, right))),
                (2, Gen.Select(self, self, (left, right) => (SocketFilter)new SocketFilter.Or(left, right))),
                (1, self.Select(inner => (SocketFilter)new SocketFilter.Not(inner)))));
    }

    private static Gen<HashSet<T>> Some<T>(IEnumerable<T> known) => Gen.OneOf(known.ToArray()).Array[0, 5].Select(chosen => chosen.ToHashSet());
}
