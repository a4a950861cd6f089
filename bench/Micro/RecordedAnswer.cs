using SockDiag.Native;
using SockDiag.Netlink;

namespace SockDiag.Micro;

/// <summary>What a kernel answered once: 28 TCP sockets of many kinds, with all details.</summary>
internal static class RecordedAnswer
{
    public static byte[] Bytes { get; } = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "tcp-details.nl"));

    /// <summary>The record of each socket: what follows the netlink header.</summary>
    public static byte[][] Records()
    {
        var records = new List<byte[]>();
        var messages = new MessageReader(Bytes);
        while (messages.Read())
        {
            if (messages.Header.nlmsg_type == LinuxHeaders.SOCK_DIAG_BY_FAMILY) records.Add(messages.Payload.ToArray());
        }
        return [.. records];
    }
}
