namespace SockDiag.Netlink;

/// <summary>What is sent to the kernel: a message type and all that follows the message's header.</summary>
internal readonly record struct KernelRequest(ushort MessageType, byte[] Body);
