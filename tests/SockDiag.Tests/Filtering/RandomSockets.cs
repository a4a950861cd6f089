using System.Net;
using CsCheck;
using SockDiag.Families.Inet;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Filtering;

/// <summary>A socket as the kernel knows it (message, mark, cgroup), and as we read it of its record.</summary>
internal sealed record RandomSocket(byte[] Message, uint Mark, ulong Cgroup)
{
    public InetRecord Record
    {
        get
        {
            InetRecord.Parse(Message, 0, SocketProtocol.Tcp, out InetRecord record, out _);
            return record;
        }
    }

    public override string ToString() => $"{Hex.Text(Message)} mark {Mark} cgroup {Cgroup}";
}

/// <summary>Filters and sockets from a world so small that they meet: few ports, addresses, interfaces, marks, cgroups, users.</summary>
internal static class RandomSockets
{
    private static readonly string[] _ipv4 = ["0.0.0.0", "127.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.1.1", "192.168.7.9", "255.255.255.255"];
    private static readonly string[] _ipv6 = ["::", "::1", "fe80::9", "2001:db8::1", "2001:db8::2", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:10.0.0.2", "::ffff:0.0.0.0", "::fffe:ffff:ffff", "::1:0:0:0"];

    private static readonly Gen<int> _port = Gen.OneOf(0, 1, 2, 3, 79, 80, 81, 443, 8000, 32768, 65534, 65535);

    private static readonly Gen<PortRange> _range = Gen.Frequency((2, _port.Select(port => new PortRange(port))), (1, Gen.Select(_port, _port).Select((one, other) => new PortRange(Math.Min(one, other), Math.Max(one, other)))));

    private static readonly Gen<AddressPrefix> _prefix = Gen.Select(Gen.OneOf([.. _ipv4, .. _ipv6]), Gen.Frequency((3, Gen.Const(128)), (2, Gen.Int[0, 128]))).Select((text, length) =>
    {
        IPAddress address = IPAddress.Parse(text);
        return new AddressPrefix(address, Math.Min(length, address.GetAddressBytes().Length * 8));
    });

    private static readonly Gen<EndpointSide> _side = Gen.OneOf(EndpointSide.Local, EndpointSide.Remote);

    /// <summary>What the kernel has a test for.</summary>
    private static readonly Gen<SocketFilter> _kernelCondition = Gen.OneOf<SocketFilter>(
        Gen.Select(_side, _range.Array[0, 6]).Select(SocketFilter (side, ranges) => new SocketFilter.Port(side, new PortSet(ranges))),
        Gen.Select(_side, _prefix.Array[0, 4]).Select(SocketFilter (side, prefixes) => new SocketFilter.Address(side, new AddressSet(prefixes))),
        Gen.Int[0, 2].Array[0, 3].Select(SocketFilter (indexes) => new SocketFilter.Interface(indexes.ToHashSet())),
        Gen.Select(Gen.UInt[0, 3], Gen.OneOf(0u, 1u, 2u, 3u, uint.MaxValue)).Select((value, mask) => new MaskedMark(value, mask)).Array[0, 4].Select(SocketFilter (marks) => new SocketFilter.Mark(new MarkSet(marks))),
        Gen.ULong[0, 3].Array[0, 3].Select(SocketFilter (ids) => new SocketFilter.Cgroup(ids.ToHashSet())));

    /// <summary>What is decided here.</summary>
    private static readonly Gen<SocketFilter> _ownCondition = Gen.OneOf<SocketFilter>(
        Gen.UInt[0, 2].Array[0, 2].Select(SocketFilter (users) => new SocketFilter.User(users.ToHashSet())),
        Gen.UInt[1, 3].Array[0, 2].Select(SocketFilter (inodes) => new SocketFilter.Inode(inodes.ToHashSet())),
        Gen.ULong[1, 3].Array[0, 2].Select(SocketFilter (cookies) => new SocketFilter.Cookie(cookies.ToHashSet())),
        Gen.Enum<BindScope>().Array[0, 3].Select(SocketFilter (scopes) => new SocketFilter.Scope(scopes.ToHashSet())));

    /// <summary>Trees that the kernel can decide.</summary>
    public static Gen<SocketFilter> KernelFilters { get; } = Tree(_kernelCondition, 5);

    /// <summary>Trees of any conditions.</summary>
    public static Gen<SocketFilter> Filters { get; } = Tree(Gen.Frequency((3, _kernelCondition), (1, _ownCondition)), 5);

    public static Gen<RandomSocket> Sockets { get; } = Gen.Select(Gen.Bool, Gen.Select(_port, _port, Gen.Int[0, 100], Gen.Int[0, 100]), Gen.UInt[0, 2], Gen.UInt[0, 3], Gen.ULong[0, 3], Gen.Int[0, 3], Gen.Select(Gen.UInt[0, 2], Gen.UInt[0, 3]))
        .Select((isIPv6, ends, index, mark, cgroup, kind, owner) =>
        {
            string[] addresses = isIPv6 ? _ipv6 : _ipv4;
            string local = addresses[ends.Item3 % addresses.Length], remote = addresses[ends.Item4 % addresses.Length];
            bool isSmall = kind == 0; // TIME-WAIT: without an owner and a cgroup; its mark came later than others'
            byte[] markAttribute = NetlinkBytes.Attribute(15, BitConverter.GetBytes(mark)), cgroupAttribute = NetlinkBytes.Attribute(21, BitConverter.GetBytes(cgroup));
            InetAnswer answer = (isIPv6 ? InetAnswer.IPv6(local, remote) : InetAnswer.IPv4(local, remote)) with
            {
                State = (byte)(isSmall ? 6 : kind == 1 ? 10 : 1),
                Timer = (byte)(isSmall ? 3 : 0),
                LocalPort = (ushort)ends.Item1,
                RemotePort = (ushort)ends.Item2,
                Interface = index,
                Cookie = owner.Item2,
                UserId = isSmall ? 0 : owner.Item1,
                Inode = isSmall ? 0 : owner.Item2,
                Attributes = !isSmall ? [.. markAttribute, .. cgroupAttribute] : mark == 0 ? [] : markAttribute,
            };
            return new RandomSocket(answer.Payload(), mark, isSmall ? 0 : cgroup);
        });

    private static Gen<SocketFilter> Tree(Gen<SocketFilter> condition, int depth)
    {
        if (depth == 0) return condition;
        Gen<SocketFilter> inner = Tree(condition, depth - 1);
        return Gen.Frequency(
            (2, condition),
            (3, Gen.Select(inner, inner).Select(SocketFilter (left, right) => new SocketFilter.And(left, right))),
            (3, Gen.Select(inner, inner).Select(SocketFilter (left, right) => new SocketFilter.Or(left, right))),
            (2, inner.Select(SocketFilter (not) => new SocketFilter.Not(not))));
    }
}
