using BenchmarkDotNet.Attributes;
using SockDiag.Families;
using SockDiag.Families.Inet;

namespace SockDiag.Micro;

/// <summary>A record to a socket object, one operation a socket.</summary>
[MemoryDiagnoser]
public class RecordParsing
{
    private static readonly byte[][] _records = RecordedAnswer.Records();
    private readonly RecordReading _reading = new(new Origin());

    [Benchmark(OperationsPerInvoke = 28)]
    public Socket? TcpSocket() => ParseAll(Tcp.Family);

    [Benchmark(OperationsPerInvoke = 28)]
    public Socket? TcpInfo() => ParseAll(TcpWithInfo.Family);

    [GlobalSetup]
    public void CountIsThatOfTheAttributes()
    {
        if (_records.Length != 28) throw new InvalidOperationException($"There are {_records.Length} records, not 28.");
    }

    private Socket? ParseAll(Family family)
    {
        Socket? last = null;
        foreach (byte[] record in _records) last = family.Parse(record, 0, _reading);
        return last;
    }
}
