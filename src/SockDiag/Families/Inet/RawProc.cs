using SockDiag.Native;
using SockDiag.Netlink;

namespace SockDiag.Families.Inet;

/// <summary>Raw sockets from /proc/net/raw and raw6. They tell no cookie, interface, mark, cgroup and memory limits, and so not whether all interfaces reach it.</summary>
internal static class RawProc
{
    private static readonly (string File, SocketAddressFamily AddressFamily)[] _files = [("raw", SocketAddressFamily.IPv4), ("raw6", SocketAddressFamily.IPv6)];

    public static readonly ProcTable Table = new("/proc/net/raw", condition => condition is SocketFilter.Address or SocketFilter.User or SocketFilter.Inode, Read);

    private static IEnumerable<Socket> Read(SocketQuery query, SocketState states, Func<string, TextReader?> open, RecordReading reading)
    {
        bool hasTable = false;
        foreach ((string file, SocketAddressFamily addressFamily) in _files)
        {
            if ((query.AddressFamily ?? addressFamily) != addressFamily) continue;
            using TextReader? table = open(file);
            hasTable |= table is not null;
            while (table?.ReadLine() is string line)
            {
                if (!RawRow.TryParse(line, addressFamily, out RawRow row)) continue; // the heading
                var record = InetRecord.OfProc(in row);
                if ((record.State & states) != 0 && reading.Wants(in record)) yield return new RawSocket(in record, null, reading.Origin);
            }
        }
        if (!hasTable) throw new Question(SocketProtocol.Raw).Refused(Errno.ENOENT);
    }
}
