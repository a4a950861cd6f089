using BenchmarkDotNet.Attributes;
using SockDiag.Families.Inet;
using SockDiag.Native;
using SockDiag.Netlink;

namespace SockDiag.Micro;

/// <summary>Stepping through an answer: its 30 messages, and the attributes of each.</summary>
[MemoryDiagnoser]
public class MessageReading
{
    private readonly byte[] _answer = RecordedAnswer.Bytes;

    [Benchmark]
    public int Messages()
    {
        int count = 0;
        var messages = new MessageReader(_answer);
        while (messages.Read()) count++;
        return count;
    }

    [Benchmark]
    public int MessagesAndAttributes()
    {
        int count = 0;
        var messages = new MessageReader(_answer);
        while (messages.Read())
        {
            if (messages.Header.nlmsg_type != LinuxHeaders.SOCK_DIAG_BY_FAMILY) continue;
            AttributeReader attributes = InetRecord.Attributes(messages.Payload, messages.PayloadOffset);
            while (attributes.Read()) count++;
        }
        return count;
    }
}
