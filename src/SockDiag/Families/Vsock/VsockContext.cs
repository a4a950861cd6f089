namespace SockDiag.Families.Vsock;

/// <summary>What the context ids of linux/vm_sockets.h are called.</summary>
internal static class VsockContext
{
    public static string? Name(uint id) => id switch
    {
        0 => "hypervisor",
        1 => "local",
        2 => "host",
        uint.MaxValue => "any",
        _ => null,
    };
}
