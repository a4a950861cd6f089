using System.Net;
using System.Runtime.InteropServices;

namespace SockDiag.Tests.Live;

/// <summary>A link of the calling thread's namespace, which must be the test's own.</summary>
internal static unsafe partial class NetworkLink
{
    /// <summary>Makes a virtual Ethernet link with an address, and says its index; the test is skipped where this kernel has none.</summary>
    public static uint Add(string name, string address)
    {
        Assert.SkipUnless(OwnNamespace.IsCurrent, "It makes a network link, which takes a network namespace of its own (root).");
        try { Tool.Output("ip", "link", "add", name, "type", "veth", "peer", "name", name + "peer"); }
        catch (InvalidOperationException e) { Assert.Skip($"It needs virtual Ethernet links: {e.Message}."); }
        Tool.Output("ip", "link", "set", name + "peer", "up");
        Tool.Output("ip", "link", "set", name, "up");
        bool isIPv6 = address.Contains(':');
        Tool.Output("ip", ["address", "add", address, "dev", name, .. isIPv6 ? (string[])["nodad"] : []]);
        // The kernel comes round to the route a little later: until then packets to the address leave by the link.
        if (isIPv6) Poll.Until(() => HasRouteTo(IPAddress.Parse(address.Split('/')[0])), $"packets to {address} stay here");
        return IndexOf(name);
    }

    public static uint IndexOf(string name) => if_nametoindex(name);

    public static string NameOf(uint index)
    {
        byte* name = stackalloc byte[16];
        return Marshal.PtrToStringUTF8(if_indextoname(index, name))!;
    }

    private static bool HasRouteTo(IPAddress address) =>
        File.ReadLines("/proc/thread-self/net/ipv6_route").Any(line => line.StartsWith($"{Convert.ToHexStringLower(address.GetAddressBytes())} 80 "));

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string name);

    [LibraryImport("libc.so.6")]
    private static partial nint if_indextoname(uint index, byte* name);
}
