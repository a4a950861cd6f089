using System.Buffers.Binary;
using System.Globalization;

namespace SockDiag.Families.Inet;

/// <summary>A line of /proc/net/raw or raw6.</summary>
internal readonly struct RawRow
{
    // sl, local_address, rem_address, st, tx_queue:rx_queue, tr:tm->when, retrnsmt, uid, timeout, inode, ...
    private const int Local = 1, Remote = 2, StateWord = 3, Queues = 4, User = 7, InodeWord = 9;

    public SocketAddressFamily AddressFamily { get; private init; }
    public byte State { get; private init; }

    /// <summary>Stands where other tables have the local port.</summary>
    public ushort IPProtocol { get; private init; }

    public byte[] LocalAddress { get; private init; }
    public byte[] RemoteAddress { get; private init; }
    public uint ReceiveQueue { get; private init; }
    public uint SendQueue { get; private init; }
    public uint UserId { get; private init; }
    public uint Inode { get; private init; }

    /// <summary>Reads a line; false where it is none of a table.</summary>
    public static bool TryParse(string line, SocketAddressFamily addressFamily, out RawRow row)
    {
        row = default;
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= InodeWord
            || !TryEnd(words[Local], addressFamily, out byte[] local, out ushort protocol)
            || !TryEnd(words[Remote], addressFamily, out byte[] remote, out _)
            || !byte.TryParse(words[StateWord], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out byte state)
            || words[Queues].Split(':') is not [var send, var receive]
            || !uint.TryParse(send, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint sendQueue)
            || !uint.TryParse(receive, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint receiveQueue)
            || !uint.TryParse(words[User], CultureInfo.InvariantCulture, out uint user)
            || !uint.TryParse(words[InodeWord], CultureInfo.InvariantCulture, out uint inode)) return false;
        row = new()
        {
            AddressFamily = addressFamily,
            State = state,
            IPProtocol = protocol,
            LocalAddress = local,
            RemoteAddress = remote,
            ReceiveQueue = receiveQueue,
            SendQueue = sendQueue,
            UserId = user,
            Inode = inode,
        };
        return true;
    }

    /// <summary>An address, each word of four bytes in the host's order, and what stands behind its colon.</summary>
    private static bool TryEnd(string text, SocketAddressFamily addressFamily, out byte[] address, out ushort behind)
    {
        address = new byte[addressFamily == SocketAddressFamily.IPv4 ? 4 : 16];
        behind = 0;
        if (text.Split(':') is not [var digits, var number] || digits.Length != 2 * address.Length) return false;
        for (int i = 0; i < address.Length; i += 4)
        {
            if (!uint.TryParse(digits.AsSpan(2 * i, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint word)) return false;
            if (BitConverter.IsLittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(i), word);
            else BinaryPrimitives.WriteUInt32BigEndian(address.AsSpan(i), word);
        }
        return ushort.TryParse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out behind);
    }
}
