using System.Runtime.InteropServices;

namespace SockDiag.Tests.Live;

/// <summary>A link of the calling thread's namespace, which must be the test's own.</summary>
internal static unsafe partial class NetworkLink
{
    /// <summary>Makes a virtual Ethernet link with an address, and says its index; the test is skipped where this kernel has none.</summary>
    public static uint Add(string name, string address)
    {
        Assert.SkipUnless(NetworkNamespace.IsCurrent, "It makes a network link, which takes a network namespace of its own (root).");
        try { Tool.Output("ip", "link", "add", name, "type", "veth", "peer", "name", name + "peer"); }
        catch (InvalidOperationException e) { Assert.Skip($"It needs virtual Ethernet links: {e.Message}."); }
        Tool.Output("ip", "link", "set", name + "peer", "up");
        Tool.Output("ip", "link", "set", name, "up");
        if (address.Contains(':')) Tool.Output("ip", "address", "add", address, "dev", name, "nodad");
        else Tool.Output("ip", "address", "add", address, "dev", name);
        return IndexOf(name);
    }

    public static uint IndexOf(string name) => if_nametoindex(name);

    public static string NameOf(uint index)
    {
        byte* name = stackalloc byte[16];
        return Marshal.PtrToStringUTF8(if_indextoname(index, name))!;
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string name);

    [LibraryImport("libc.so.6")]
    private static partial nint if_indextoname(uint index, byte* name);
}
