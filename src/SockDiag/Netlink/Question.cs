namespace SockDiag.Netlink;

/// <summary>What the kernel is asked, for errors: put into words only where it refuses, since to name a protocol takes a first call a millisecond.</summary>
/// <param name="protocol">What is asked for.</param>
/// <param name="isAboutOne">Whether one socket is looked up, not all listed.</param>
internal readonly struct Question(SocketProtocol protocol, bool isAboutOne = false)
{
    /// <summary>The error that says so.</summary>
    /// <param name="errno">Why.</param>
    public KernelRefusedException Refused(int errno) => new(errno, isAboutOne ? $"look up a {protocol} socket" : $"list {protocol} sockets", protocol);
}
