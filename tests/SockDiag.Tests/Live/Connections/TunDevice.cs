using System.Text;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live.Connections;

/// <summary>A network device whose packets a program carries. It belongs to the namespace of the thread that makes it.</summary>
internal sealed unsafe class TunDevice : IDisposable
{
    private const string Path = "/dev/net/tun";
    private const int TUNSETIFF = 0x400454ca, IFF_TUN = 1, IFF_NO_PI = 0x1000;
    private const int FlagsOffset = 16; // struct ifreq: the name, then a union

    /// <summary>Makes one that is up and has an address; the test is skipped where there is no /dev/net/tun.</summary>
    public TunDevice(string name, string address)
    {
        Assert.SkipUnless(OwnNamespace.IsCurrent, "It makes a network device, which takes a network namespace of its own (root).");
        fixed (byte* path = Encoding.ASCII.GetBytes(Path + '\0')) Descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        Assert.SkipWhen(Descriptor < 0, $"It needs {Path}.");
        byte* request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, FlagsOffset));
        *(short*)(request + FlagsOffset) = IFF_TUN | IFF_NO_PI;
        Errors.Check(ioctl(Descriptor, TUNSETIFF, request), "ioctl");
        Tool.Output("ip", "address", "add", address, "dev", name);
        Tool.Output("ip", "link", "set", name, "up");
    }

    public int Descriptor { get; }

    /// <summary>The next packet; null where there is none now.</summary>
    public byte[]? Read()
    {
        byte[] packet = new byte[2048];
        fixed (byte* start = packet)
        {
            long length = (long)read(Descriptor, start, packet.Length);
            return length > 0 ? packet[..(int)length] : null;
        }
    }

    public void Write(byte[] packet)
    {
        fixed (byte* start = packet) _ = write(Descriptor, start, packet.Length);
    }

    public void Dispose() => _ = close(Descriptor);
}
