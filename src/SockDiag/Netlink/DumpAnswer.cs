using System.Runtime.ExceptionServices;
using SockDiag.Native;

namespace SockDiag.Netlink;

/// <summary>The rules by which datagrams make up the answer to one dump: sequence, DONE, ERROR, and the signs that something was lost.</summary>
/// <param name="sequence">The number that the request had; messages with another one belong to somebody else.</param>
/// <param name="operation">What was asked, for errors: words that follow "refused to".</param>
/// <param name="protocol">Which protocol was asked for.</param>
internal sealed class DumpAnswer(uint sequence, string operation, SocketProtocol protocol)
{
    /// <summary>DONE has come: the next recv would wait for nothing.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What says that rows may be missing or repeated.</summary>
    public DumpGap Gap { get; private set; }

    /// <summary>The kernel's buffer overflowed: messages were lost.</summary>
    public void Lost() => Gap |= DumpGap.Overflow;

    /// <summary>What ended the answer early: an ERROR, a DONE that carries one (a protocol that the kernel lacks answers so), or bytes that are no message. What came before it is good.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Takes one datagram and says how many of its bytes are messages to parse.</summary>
    /// <param name="bytes">What recv brought.</param>
    /// <param name="isTruncated">The datagram was longer than the buffer.</param>
    public int Accept(ReadOnlySpan<byte> bytes, bool isTruncated)
    {
        if (Failure is not null) return 0;
        var messages = new MessageReader(bytes);
        int length = 0;
        if (isTruncated) Gap |= DumpGap.Truncated;
        try
        {
            while (ReadWhole(ref messages, isTruncated))
            {
                if (messages.Header.nlmsg_seq != sequence) return length;
                if ((messages.Header.nlmsg_flags & LinuxHeaders.NLM_F_DUMP_INTR) != 0) Gap |= DumpGap.Interrupted;
                switch (messages.Header.nlmsg_type)
                {
                    case LinuxHeaders.NLMSG_DONE:
                        IsComplete = true;
                        Refused(messages.Errno());
                        return length;
                    case LinuxHeaders.NLMSG_ERROR:
                        Refused(messages.Errno());
                        break;
                }
                length = messages.Position;
            }
        }
        catch (SockDiagException failure) { Failure = ExceptionDispatchInfo.Capture(failure); }
        return length;
    }

    private static bool ReadWhole(ref MessageReader messages, bool isTruncated)
    {
        // The last message of a truncated datagram is cut, which is no damage: what came before it is whole.
        try { return messages.Read(); }
        catch (MalformedMessageException) when (isTruncated) { return false; }
    }

    private void Refused(int errno)
    {
        if (errno != 0) throw new KernelRefusedException(errno, operation, protocol);
    }
}
