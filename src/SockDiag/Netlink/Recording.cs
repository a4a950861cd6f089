using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SockDiag.Native;

namespace SockDiag.Netlink;

/// <summary>Netlink messages in a stream, one behind the other as they were received (<c>ss -D FILE</c> writes such a file).</summary>
internal static class Recording
{
    private const int InitialLength = 64 * 1024;

    // Longer than any message that sock_diag can make, and short enough that a damaged length does not take the memory.
    private const int LongestMessage = 16 * 1024 * 1024;

    /// <summary>Yields pieces that hold whole messages; each piece's bytes are overwritten by the next.</summary>
    /// <exception cref="MalformedMessageException">The stream ends inside a message, or what stands there is none. The messages before it were yielded.</exception>
    public static IEnumerable<Datagram> Read(Stream stream)
    {
        byte[] buffer = new byte[InitialLength];
        int filled = 0;
        long origin = 0;
        while (true)
        {
            int count = stream.Read(buffer, filled, buffer.Length - filled);
            filled += count;
            int whole = WholeMessages(buffer.AsSpan(0, filled), origin, out int next, out MalformedMessageException? damage);
            if (whole > 0) yield return new Datagram(buffer.AsMemory(0, whole), origin);
            if (damage is not null) throw damage;
            if (count == 0)
            {
                if (filled == whole) yield break;
                if (next == 0 || MemoryMarshal.Read<nlmsghdr>(buffer.AsSpan(whole)).nlmsg_len > filled - whole)
                    throw new MalformedMessageException(origin + whole, EndsInside(filled - whole, next));
                buffer.AsSpan(whole, filled - whole).CopyTo(buffer); // a last message may lack its padding
                yield return new Datagram(buffer.AsMemory(0, filled - whole), origin + whole);
                yield break;
            }
            buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
            filled -= whole;
            origin += whole;
            if (next > buffer.Length) Array.Resize(ref buffer, next);
        }
    }

    /// <summary>How many bytes are whole messages, and how long the one behind them says it is (0: not even its header is there).</summary>
    private static int WholeMessages(ReadOnlySpan<byte> bytes, long origin, out int next, out MalformedMessageException? damage)
    {
        int position = 0;
        next = 0;
        damage = null;
        while (bytes.Length - position >= Unsafe.SizeOf<nlmsghdr>())
        {
            uint length = MemoryMarshal.Read<nlmsghdr>(bytes[position..]).nlmsg_len;
            if (length < Unsafe.SizeOf<nlmsghdr>() || length > LongestMessage)
            {
                damage = new MalformedMessageException(origin + position, $"a message says that it has {length} bytes");
                return position;
            }
            next = MessageReader.Padded((int)length);
            if (next > bytes.Length - position) return position;
            position += next;
            next = 0;
        }
        return position;
    }

    private static string EndsInside(int left, int expected) => expected == 0
        ? $"the recording ends inside a message's header, {left} bytes are left"
        : $"the recording ends inside a message, {left} of {expected} bytes are left";
}
