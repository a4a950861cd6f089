using System.Runtime.InteropServices;
using SockDiag.Native;

namespace SockDiag.Netlink;

/// <summary>What is sent to the kernel: a message type and all that follows the message's header.</summary>
internal readonly record struct KernelRequest(ushort MessageType, byte[] Body)
{
    /// <summary>One record may be longer than what the kernel takes for a fresh socket's buffer: it would end the answer there, without a word.</summary>
    public bool HasLongRecords { get; init; }

    /// <summary>Asks a family by a struct of its header.</summary>
    public static KernelRequest ByFamily<T>(in T body) where T : unmanaged =>
        new(LinuxHeaders.SOCK_DIAG_BY_FAMILY, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in body)).ToArray());
}
