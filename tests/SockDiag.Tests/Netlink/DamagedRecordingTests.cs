using System.Buffers.Binary;
using CsCheck;
using SockDiag.Families;
using SockDiag.Netlink;
using SockDiag.Tests.Sockets;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Netlink;

/// <summary>Whatever the bytes are, a reader ends, and what it says of them is one of its two errors, with a place inside of them.</summary>
public class DamagedRecordingTests
{
    private const int ShortestRecord = 32; // a Unix socket of which nothing is told

    private static readonly byte[][] _recordings = [.. Directory.GetFiles(RecordedSockets.Folder, "*.nl").Order().Select(File.ReadAllBytes)];

    private static readonly Gen<SocketProtocol> _protocol = Gen.OneOf(SocketProtocol.Tcp, SocketProtocol.Udp, SocketProtocol.Unix);

    /// <summary>Numbers at which lengths go wrong.</summary>
    private static readonly Gen<uint> _extreme = Gen.OneOf(0u, 1u, 3u, 4u, 15u, 16u, 17u, 20u, 71u, 72u, 87u, 88u, 0x7fffu, 0x8000u, 0xffffu, 0x10000u, 0xffffffu, 0x1000001u, 0x7fffffffu, 0x80000000u, 0xfffffffcu, 0xffffffffu);

    /// <summary>One thing that may happen to a file.</summary>
    private static readonly Gen<Func<byte[], byte[]>> _accident = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1_000_000], Gen.Int[0, 300], _extreme).Select(Func<byte[], byte[]> (kind, place, length, number) => bytes =>
    {
        int at = bytes.Length == 0 ? 0 : place % bytes.Length, end = Math.Min(at + length, bytes.Length), word = at & ~3;
        switch (kind)
        {
            case 0: // a bit flips
                if (bytes.Length > 0) bytes[at] ^= (byte)(1 << (length & 7));
                return bytes;
            case 1: // a word is overwritten
                if (word + 4 <= bytes.Length) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(word), number);
                return bytes;
            case 2: // half a word is overwritten
                if (word + 2 <= bytes.Length) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(word), (ushort)number);
                return bytes;
            case 3: return bytes[..at]; // the file is cut
            case 4: return [.. bytes[..at], .. bytes[end..]]; // a piece is lost
            default: return [.. bytes[..end], .. bytes[at..]]; // a piece comes twice
        }
    });

    private static readonly Gen<byte[]> _damaged = Gen.Select(Gen.Int[0, _recordings.Length - 1], _accident.Array[1, 4]).Select((recording, accidents) =>
        accidents.Aggregate((byte[])_recordings[recording].Clone(), (bytes, accident) => accident(bytes)));

    /// <summary>Headers that are in order, around payloads that are not.</summary>
    private static readonly Gen<byte[]> _framed = Gen.Select(Gen.OneOf((ushort)2, (ushort)3, (ushort)18, (ushort)20), Gen.OneOf((byte)2, (byte)10, (byte)1, (byte)0), Gen.Byte[0, 15], Gen.Byte.Array[0, 200])
        .Select((type, family, state, payload) =>
        {
            if (payload.Length > 0) payload[0] = family;
            if (payload.Length > 1) payload[1] = state;
            return NetlinkBytes.Message(type, payload);
        })
        .Array[1, 5]
        .Select(messages => messages.SelectMany(message => message).ToArray());

    [Fact]
    public void RandomBytesNeverCrashTheReader() => Gen.Select(Gen.Byte.Array[0, 600], _protocol).Sample(EndsWell, iter: 3000);

    [Fact]
    public void RandomPayloadsNeverCrashTheReader() => Gen.Select(_framed, _protocol).Sample(EndsWell, iter: 6000);

    [Fact]
    public void DamagedRecordingsNeverCrashTheReader() => Gen.Select(_damaged, _protocol).Sample(EndsWell, iter: 3000);

    [Fact]
    public void DamagedDatagramsNeverCrashTheReader() => Gen.Select(_damaged, _protocol, Gen.Bool).Sample((bytes, protocol, isTruncated) =>
        EndsWell(bytes, () => Received(bytes, protocol, isTruncated)), iter: 3000);

    private static void EndsWell(byte[] bytes, SocketProtocol protocol) => EndsWell(bytes, () => SocketTable.ReadRecording(new MemoryStream(bytes), protocol));

    /// <summary>As if the kernel had sent them in one piece.</summary>
    private static IEnumerable<Socket> Received(byte[] bytes, SocketProtocol protocol, bool isTruncated)
    {
        int length = new DumpAnswer(sequence: 123456, new Question(protocol)).Accept(bytes, isTruncated); // ss's sequence
        return SocketTable.Sockets(new Datagram(bytes.AsMemory(0, length), Origin: 0), Family.Of(protocol), new RecordReading(new Origin()));
    }

    private static void EndsWell(byte[] bytes, Func<IEnumerable<Socket>> read) => Deadline.ToRun("Reading damaged bytes", () =>
    {
        int sockets = 0;
        try
        {
            foreach (Socket socket in read())
            {
                sockets++;
                _ = SocketText.Of(socket);
            }
        }
        catch (MalformedMessageException error)
        {
            Assert.InRange(error.Offset, 0, bytes.Length);
            Assert.NotEmpty(error.Problem);
        }
        catch (KernelRefusedException error) { Assert.NotEqual(0, error.Errno); }
        Assert.InRange(sockets, 0, bytes.Length / ShortestRecord);
    });
}
