using SockDiag.Native;

namespace SockDiag.Netlink;

/// <summary>The rules by which datagrams make up the answer to one dump: sequence, DONE, ERROR, and the signs that something was lost.</summary>
/// <param name="sequence">The number that the request had; messages with another one belong to somebody else.</param>
/// <param name="question">What was asked, for errors.</param>
internal sealed class DumpAnswer(uint sequence, Question question)
{
    private MalformedMessageException? _damage;

    /// <summary>DONE has come: the next recv would wait for nothing.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What says that rows may be missing or repeated.</summary>
    public DumpGap Gap { get; private set; }

    /// <summary>The kernel's buffer overflowed: messages were lost.</summary>
    public void Lost() => Gap |= DumpGap.Overflow;

    /// <summary>What ended the answer early, to be thrown: an ERROR, a DONE that carries one (a protocol that the kernel lacks answers so), or bytes that are no message. What came before it is good.</summary>
    public SockDiagException? Failure => Refusal != 0 ? question.Refused(Refusal) : _damage;

    /// <summary>The errno of an ERROR, or of a DONE that carries one; 0 where neither came.</summary>
    public int Refusal { get; private set; }

    /// <summary>Whether what follows is no part of the answer.</summary>
    public bool HasFailed => Refusal != 0 || _damage is not null;

    /// <summary>Takes one datagram and says how many of its bytes are messages to parse.</summary>
    /// <param name="bytes">What recv brought.</param>
    /// <param name="isTruncated">The datagram was longer than the buffer.</param>
    public int Accept(ReadOnlySpan<byte> bytes, bool isTruncated)
    {
        if (HasFailed) return 0;
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
                        Refusal = messages.Errno();
                        return length;
                    case LinuxHeaders.NLMSG_ERROR:
                        Refusal = messages.Errno();
                        if (Refusal != 0) return length;
                        break;
                }
                length = messages.Position;
            }
        }
        catch (MalformedMessageException failure) { _damage = failure; }
        return length;
    }

    private static bool ReadWhole(ref MessageReader messages, bool isTruncated)
    {
        // The last message of a truncated datagram is cut, which is no damage: what came before it is whole.
        try { return messages.Read(); }
        catch (MalformedMessageException) when (isTruncated) { return false; }
    }
}
