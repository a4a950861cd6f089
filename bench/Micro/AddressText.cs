using System.Net;
using BenchmarkDotNet.Attributes;

namespace SockDiag.Micro;

/// <summary>An address as text: made new, and from the texts that the sockets of a listing share.</summary>
[MemoryDiagnoser]
public class AddressText
{
    private readonly Origin _origin = new();
    private InetAddress _address;

    [Params("10.20.30.40", "2001:db8::8a2e:370:7334")]
    public string Address { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _address = InetAddress.From(IPAddress.Parse(Address));

    [Benchmark]
    public string New() => _address.ToString();

    [Benchmark]
    public string Shared() => _origin.AddressText(_address, interfaceIndex: 0);
}
